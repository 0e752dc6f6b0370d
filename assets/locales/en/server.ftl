# What the server writes: mail and public pages

server-code-subject = Your Enishi sign-in code
server-code-intro = “{ $device }” is signing in to Enishi. Enter this code in the app on that device.
server-code-intro-unnamed = A device is signing in to Enishi. Enter this code in the app on the device you are using.
server-code-life = The code works for 10 minutes, and only on the device that started signing in.
server-code-warning = If this was not you, delete this mail and do nothing. Tell the code to nobody: neither the secretariat nor support will ever ask for it.

server-invitation-subject = Invitation to { $network }
server-invitation-greeting = Dear { $name },
server-invitation-intro = { $network } invites you.
server-invitation-charter = About this network:
server-invitation-next = Sign in with this email address in the Enishi app. You are not listed before you have confirmed your entry yourself; until then nobody else sees anything of you.
server-invitation-server = Server: { $url }
server-invitation-page = How to begin: { $url }
server-invitation-ignore = If you do not wish to join, you need not do anything.

server-welcome-title = Welcome to { $network }
server-welcome-intro = { $network } keeps people connected after they left. It is open to those who were invited.
server-welcome-steps = How to begin
server-welcome-step-app = Install the Enishi app. The secretariat that invited you tells you where to get it.
server-welcome-step-open = Open the app and enter { $url } as the server. If the app is installed already, the button below opens it.
server-welcome-step-sign-in = Enter the address that received the invitation, and sign in with the code that is mailed to you.
server-welcome-step-confirm = Confirm what the directory will show. You are in nobody’s directory before that.
server-welcome-open = Open in the app
server-welcome-privacy = This page records nothing about you.
server-missing-title = Page not found
server-missing-text = Please check the address in your invitation once more.

server-farewell-subject = You have left { $network }
server-farewell-done = As you asked, everything of yours in { $network } was deleted: your entry and profile, your answers, what you had seen, the list of people you had hidden, and the rest. It disappears from other people’s devices at their next contact.
server-farewell-number = This is the number of the deletion. It says nothing about you. Give it to the operator of the server if you ever want to have the deletion confirmed.
server-farewell-kept = Backups made before the deletion may keep it for a while. If one of them is ever restored, you are deleted once more, by the record of deletions, before anybody can see it.
server-farewell-thanks = Thank you for having been part of { $network }. You are welcome back at any time, with a new invitation.

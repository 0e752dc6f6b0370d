### The words of the screen. Plain and kind, verbs on buttons, no blame, no exclamation marks.

brand-line = Tied, not bound.

nav-label = Main pages
nav-home = Home
nav-directory = Directory
nav-events = Events
nav-me = My page

action-skip = Skip to the content
action-retry = Try again
action-cancel = Cancel
action-keep = Back
action-save = Save
action-publish = Publish
action-understood = Understood

state-loading = Loading
state-unread = Unread
state-incomplete = The first sync is still running. Some things have not arrived yet.
state-not-yet = The first sync has not finished yet. Things appear here as they arrive.

time-just-now = Just now
time-in-zone = { $time } ({ $zone })

field-needed = Required
field-missing = Please fill this in.
form-audience = Who can see it
audience-everyone = Everyone
audience-alumni = Alumni only
audience-staff = Current staff only

delivery-waiting = Waiting to send
delivery-sending = Sending
delivery-delivered = Sent
delivery-failed = Could not be sent

offline-title = You are offline.{ " " }
offline-last = Last updated { $time }
offline-never = Not synced yet.
line-bad-certificate = Not connected: the server’s certificate could not be verified.{ " " }
line-not-an-enishi-server = Another page is answering; the Wi-Fi may want a login.{ " " }
line-server = The server is not answering.{ " " }
line-session-expired = Your sign-in has expired. Please sign in again from My page, Switch. What waits to be sent is kept.{ " " }
sync-connecting = Connecting
sync-last = Last updated { $time }
sync-never = Not synced yet
sync-first = First sync: { $count } items have arrived.
unopened-account = { $email } could not be opened. { $reason }
too-old-text = This app is too old to connect. You can still read what is here and take your own things along. Please update the app.
outbox-waiting-count = { $count ->
    [one] { $count } thing is waiting to be sent
   *[other] { $count } things are waiting to be sent
}
outbox-failed-count = { $count ->
    [one] { $count } thing could not be sent
   *[other] { $count } things could not be sent
}

not-found-title = No such page
not-found-text = This page does not exist. It may have been taken back or moved.
not-found-home = Go home

farewell-title = This device was signed out of “{ $name }”
farewell-undelivered = { $count ->
    [one] { $count } thing that had not reached the server was not delivered.
   *[other] { $count } things that had not reached the server were not delivered.
}
farewell-erased = What was stored on this device has been erased. Sign in again to use it.

sign-in-title = Sign in
sign-in-lead = Enter the server from your invitation and the mail address it was sent to. We will mail you a code.
sign-in-server = Server
sign-in-server-hint = For example alumni.example.jp
sign-in-email = Mail address
sign-in-email-hint = The address that was invited
sign-in-submit = Send the code

code-title = Your code
code-lead = If { $email } is registered, a code is on its way. It works for 10 minutes.
code-label = Code (8 characters)
code-hint = Spaces, hyphens and full-width letters are fine.
code-submit = Sign in
code-resend = Send the code again
code-resend-in = { $count ->
    [one] Send again in { $count } second
   *[other] Send again in { $count } seconds
}
code-resent = A new code was sent.
code-other-address = Change server or address
code-help-title = If no mail arrives
code-help-spam = Look in the spam folder.
code-help-domain = Some mobile carriers only accept mail from domains that you allow in their settings.
code-help-address = Check that it is the address that was invited. Nothing is sent to addresses that are not registered.
code-help-office = If it still does not arrive, write to the sender of your invitation (the secretariat).

confirm-title = Welcome to { $network }
confirm-not-listed = You are not listed until you confirm.
confirm-who-sees = Everyone in { $network } can see what is below. Change what is wrong and leave out what you do not want to show. You can change it at any time.
confirm-submit = List me with this
confirm-elsewhere = Not now
confirm-elsewhere-text = Without your confirmation you are not listed. The invitation stays, and you can confirm later.
confirm-waiting-title = Your confirmation is kept
confirm-waiting-text = It is sent by itself as soon as there is a connection. You are not listed before that. You may close the app.
confirm-send-now = Send now

entry-names = Name
entry-family-name = Family name
entry-given-name = Given name
entry-family-kana = Family name in kana
entry-given-kana = Given name in kana
entry-former-name = Former name
entry-former-name-hint = If you want to be found by it
entry-then = Then
entry-department = Department
entry-joined-year = Year you joined
entry-left-year = Year you left
entry-now = Now
entry-headline = One line about now
entry-headline-hint = May stay empty
entry-wrong-name = Please fill in a family name or a given name.
entry-wrong-year = Please enter a year of four digits, such as 2012.
entry-wrong-order = The year you left is before the year you joined.
entry-edit-title = Edit your entry
entry-saved = Noted. It counts once the server has it.

home-next = Coming up
home-invitations = Waiting for your answer
home-posts = News
home-older = Show older news
home-empty = There is no news yet. It appears here when the secretariat publishes it.
home-empty-action = Open the directory

post-compose = Write a post
post-kind-whats-new = What’s new
post-kind-newsletter = Newsletter
post-kind-story = Story
post-kind-life-event = Life event
post-form-kind = Kind
post-form-title = Title
post-form-text = Text
post-published = Noted. It is published once the server has it.
post-remove = Take back
post-remove-title = Take this post back?
post-remove-body = It disappears for everyone. This cannot be undone.
post-removed = Noted. It is taken back once the server has it.
post-edit = Correct
post-edited = Noted. The correction appears once the server has it.

events-which = Period shown
events-coming = Coming
events-past = Past
events-empty = There are no coming events. They appear here as soon as they are set.
events-empty-past = There are no past events.
events-see-past = Show past events
events-choose = Choose an event to see it here.
event-kind-reunion = Reunion
event-kind-pitch = Pitch evening
event-kind-other = Other
event-coming = { $count } coming
event-seats = { " " }· { $count ->
    [one] { $count } seat left
   *[other] { $count } seats left
}
event-no-seats = { " " }· full
event-deadline-days = { $count ->
    [one] { $count } day left to answer
   *[other] { $count } days left to answer
}
event-deadline-hours = { $count ->
    [one] { $count } hour left to answer
   *[other] { $count } hours left to answer
}
event-deadline-minutes = { $count ->
    [one] { $count } minute left to answer
   *[other] { $count } minutes left to answer
}
event-cancelled = Called off
event-over = This is over
event-closed = Answers are closed
event-full = Full; “maybe” and “no” are still possible
event-my-answer = Your answer
event-not-answered = You have not answered yet
answer-yes = Going
answer-maybe = Maybe
answer-no = Not going
event-agenda = Agenda
event-answers = Answers
event-answers-none = No answers yet.
event-call-off = Call off
event-call-off-title = Call this event off?
event-call-off-body = Everyone will see that it is called off. This cannot be undone.
event-called-off = Noted. It is called off once the server has it.
event-compose = New event
event-published = Noted. It is published once the server has it.
event-form-title = Title
event-form-kind = Kind
event-form-when = When
event-form-start-date = Start date
event-form-start-time = Start time
event-form-end-date = End date
event-form-end-time = End time
event-form-date-hint = For example 2026-12-05
event-form-time-hint = For example 19:00
event-form-end-hint = Empty for the same day
event-form-zone = Published as times of this device’s zone ({ $zone }).
event-form-place = Place
event-form-text = Text
event-form-capacity = Seats
event-form-capacity-hint = Empty for no limit
event-form-answer-by = Answer by
event-form-parts = Agenda (optional)
event-form-part-time = Time
event-form-part-title = What
event-form-part-speaker = Who
event-form-part-add = Add a line
event-form-part-remove = Remove this line
event-wrong-date = This could not be read as a date, such as 2026-12-05.
event-wrong-time = This could not be read as a time, such as 19:00.
event-wrong-order = The end is before the start.
event-wrong-capacity = Please enter a number of at least 1.
event-wrong-answer-by = Please enter a date not after the start.
event-wrong-parts = Please fill in both time and what.

directory-search = Search the directory
directory-search-hint = Name, kana, department
directory-same-year = My year ({ $year })
directory-count = { $count } people
directory-found = { $count } found
directory-rail = Index of kana
directory-rail-go = Go to { $letter }
directory-not-yet = The first sync has not finished yet. Until then somebody who is listed may not be found.
directory-nobody-found = Nobody was found. You can also search by kana, former name or department.
directory-nobody = Nobody is listed yet. People appear here once they confirm.
directory-choose = Choose a person to see them here.
directory-locked-title = The directory is closed for now.
directory-locked-text = This device has not been in contact with the server for 14 days. To protect people’s data, the directory opens again with the next contact. News, events and your own entry can still be read.
directory-try-now = Try now
member-years = Years
member-gone = No longer listed
class-alumni = Alumni
class-staff = Current staff
class-fan = Friend

me-card = What others see
me-audience = Everyone in { $network } can see this
me-edit = Edit
me-ways = Settings and more
me-signed-in-as = Signed in as { $email }

settings-title = Settings
settings-look = Appearance
settings-language = Language
language-system = As the device
language-ja = 日本語
language-en = English
settings-theme = Theme
theme-system = As the device
theme-light = Light
theme-dark = Dark
settings-text-size = Text size
text-size-small = Small
text-size-standard = Standard
text-size-large = Large
text-size-extra-large = Extra large
settings-notifications = Notifications
notify-whats-new = What’s new
notify-other-posts = Other posts
notify-events = Reunions and other events
notify-pitches = Pitch evenings
quiet-on = Quiet hours
quiet-hint = What arrives in these hours is shown afterwards.
quiet-from = From
quiet-to = To
hide-content = Hide content in notifications
hide-content-hint = A locked screen only says that there is something new.
settings-this-device = This device
key-store-system = The keys are in the operating system’s key store.
key-store-sealed-file = The keys are in a file sealed with a passphrase, because the system’s key store cannot be used.
key-store-memory = The keys are only in memory, because the system’s key store cannot be used: after a restart you sign in again.
sign-out = Sign out of this device
sign-out-title = Sign out of this device?
sign-out-body = Everything stored on this device is erased. Your entry in the directory stays.
sign-out-body-waiting = Everything stored on this device is erased, also what has not been sent yet ({ $count }). Your entry in the directory stays.

devices-title = Devices
devices-lead = The devices signed in with this account. Sign out any that you do not know.
device-this = This device
device-seen = Last used { $time }
device-since = Signed in { $time }
device-sign-out = Sign it out
device-sign-out-title = Sign this device out?
device-sign-out-body = What is stored there is erased when it next connects.
device-signed-out = Signed out.

storage-title = What is stored on this device
storage-lead = Only what you may see is stored here, so that the app works without a connection.
storage-members = People
storage-posts = Posts
storage-events = Events
storage-outbox = Waiting to send
storage-size = Size
storage-last-sync = Last updated
storage-encrypted = Everything is stored encrypted.
storage-set-aside = Damaged data was set aside and rebuilt, times: { $count }. What waited to be sent was kept.
own-data-title = Your data
verify = Check my data
verify-running = Checking…
verify-lead = Compares what is stored here with the server and puts right what differs.
verify-same = Everything here is the same as on the server.
verify-repaired = Something differed and was fetched again. Now everything is the same as on the server.
verify-moved = The server is changing right now, so the check could not be finished. Please try again in a while.
verify-differs = Something still differs from the server. Please try again later, and tell the secretariat if it stays.
export = Save my own things to a file
export-lead = Your entry, your answers, your posts, what waits to be sent, and your settings. Nothing of other people.
export-done = Saved: { $path }

outbox-title = Waiting to send
outbox-lead = This has not reached the server yet. It is sent once, by itself, as soon as there is a connection.
outbox-empty = Nothing is waiting. Everything has arrived.
outbox-retry = Send now
outbox-discard = Discard
outbox-discard-title = Discard this?
outbox-discard-body = It will not be sent to the server. This cannot be undone.
outbox-discarded = Discarded.
outbox-attempts = Tries: { $count }
outbox-no-title = untitled
outbox-rsvp-yes = Going to “{ $title }”
outbox-rsvp-maybe = Maybe to “{ $title }”
outbox-rsvp-no = Not going to “{ $title }”
outbox-post = Publish the post “{ $title }”
outbox-remove-post = Take back the post “{ $title }”
outbox-event = Publish the event “{ $title }”
outbox-cancel-event = Call off “{ $title }”
outbox-entry = Save your entry
outbox-other = Something done with a newer version of the app

places-title = Switch
places-lead = A former company, a school, a home town: stay connected with as many as you like.
places-add = Add another account
network-company = Company
network-region = Region
network-school = School
network-club = Association

error-code = Code: { $code }
error-offline = You are offline. What you have is safe on this device. Try again when there is a connection.
error-server-unreachable = The server cannot be reached. What you saved is safe on this device. Please try again in a while.
error-server-slow = The server takes very long to answer. Nothing you saved is lost. Please try again in a while.
error-not-an-enishi-server = Something that is not an Enishi server answered. Nothing was sent. Check whether the Wi-Fi wants a login, and whether the server’s address is right.
error-bad-certificate = The server’s certificate could not be verified, so no connection was made. Nothing was sent. Check the device’s date and the network; if it stays, contact the secretariat.
error-server-fault = The server has a problem. What you saved is safe on this device. Please try again in a while.
error-too-old = This app is too old for the server. What you saved is safe. Please update the app.
error-too-many-requests = Too much in a short time, so nothing is accepted for now. Please try again later.
error-invalid-server = This cannot be used as a server. Please enter the address from your invitation that begins with https://.
error-invalid-email = Please check the form of the mail address.
error-invalid = Something in the form cannot be used. Nothing you typed is lost. Please look it over and try again.
error-code-wrong = The code does not match. Please check the 8 characters in the mail.
error-code-expired = This code is too old, or a newer one replaced it. Use the code from the latest mail or send a new one.
error-code-used = This code has already been used. Please send a new one.
error-code-other-device = This code was asked for on another device. Please send a new code from this device.
error-code-exhausted = The code did not match five times and no longer works. Please send a new one.
error-no-code-requested = No code was asked for on this device yet. Please send a code first.
error-signed-out = You are not signed in. Sign in to go on.
error-session-ended = This device was signed out, from another device or by the server. Please sign in again to go on.
error-not-permitted = You may not do this. Nothing was changed. If you need it, contact the secretariat.
error-not-found = It was not found. It may have been taken back, or be for other people now.
error-event-closed = Answers to this event are closed. To change yours, contact the secretariat.
error-event-cancelled = This event was called off, so your answer was not sent.
error-event-full = There is no seat left, so “going” could not be taken. “Maybe” and “not going” are still possible.
error-changed-meanwhile = Another of your devices changed the same thing before this was sent. Choose which of the two stays.
error-not-confirmed = Your entry is not confirmed yet. Confirm it to go on.
error-directory-locked = This device has not been in contact with the server for 14 days, so people are not shown. They appear again with the next contact.
error-secrets-locked = The device’s key store did not open. Your data is safe. Unlock the device and try again.
error-secrets-missing = This device has no key store. Nothing was stored. Set one up, or use a passphrase.
error-passphrase-wrong = The passphrase does not open the keys. Your data is safe.
error-database-locked = Another Enishi is using the data. Your data is safe. Close the other one and try again.
error-database-newer = The data was written by a newer app. Your data is safe. Please update the app.
error-database-corrupt = The data on this device cannot be read. What is on the server is not lost. Sign out and sign in again.
error-read-only = The folder cannot be written. This was not saved. Check the permissions of the folder.
error-disk-full = The disk is full. This was not saved, but everything before is safe. Make some room and try again.
error-bug = Something in the app went wrong. What you saved is safe. Please try again, and tell the secretariat if it stays.

## Profile
profile-title = Profile
profile-lead = Write only what you like. For each field you choose who sees it.
field-audience = Who sees this
field-audience-only-me = Only me
field-audience-secretariat = Secretariat (roster)
field-audience-alumni = Alumni
field-audience-staff = Current staff
field-audience-everyone = Everyone
field-audience-other = Chosen with a newer version of the app
field-romaji = Name in Latin letters
field-romaji-hint = For example Misaki Takahashi
field-roles = What you do now
field-resting = Resting
field-resting-yes = Resting at the moment
field-resting-hint = No reason needed
field-career = Your way so far
field-postings = Where you were inside
field-skills = What you can do
field-can-help = Happy to help with
field-looking-for = Looking for
field-purposes = What you are here for
field-links = Links
field-prefecture = Prefecture you live in
field-other = A field of a newer version of the app
field-newer = Written with a newer version of the app
field-words = Words
field-words-hint = With commas between them
field-edit = Edit
field-edit-label = Edit: { $field }
field-write = Write
field-write-label = Write: { $field }
field-wanted = Written on this device
field-said = As it is
field-take-wanted = Take what I wrote
field-leave-said = Leave it as it is
field-nothing = Nothing is written
purpose-business = Work together
purpose-friendship = Stay in touch
purpose-come-back = Return one day
purpose-help = Lend a hand
career-gap = A gap
item-organisation = Organisation (may stay empty)
item-title = Role
item-since = Since
item-from = From
item-to = Until
item-gap-text = A word about it, if you like
item-place = Place
item-label = Name
item-url = Address (https://…)
item-month-hint = 2014-04 or 2014
item-wrong-month = Please enter a month such as 2014-04, or a year.
item-remove = Remove this
item-add-role = Add something you do
item-add-work = Add work
item-add-gap = Add a gap
item-add-posting = Add a department
item-add-link = Add a link
list-separator = {", "}
span-from = since { $from }
span-to = until { $to }
span-from-to = { $from } – { $to }
month-of-year = { $month } { $year }
year-alone = { $year }
outbox-field = Save “{ $field }” in your profile
seen-title = What the company sees
seen-title-elsewhere = What those who run it see
seen-lead = This device makes the list by the same rules as the server.
seen-changing = Changes are waiting to be sent. This list changes when they arrive.
seen-everybody = What everyone sees
seen-unlisted = You are not listed at the moment, so nobody sees anything.
seen-staff = Fields that current staff see
seen-staff-nothing = They see no other field.
seen-secretariat = Fields that current staff in the secretariat (roster) see
seen-secretariat-nothing = They see no other field.
seen-former-colleague = Fields that alumni see
seen-former-colleague-nothing = They see no other field.
seen-besides = Besides, the secretariat for events sees your answers to events, and whoever runs the server sees the address you sign in with. Alumni in the secretariat also see the fields for alumni.
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
prefecture-none = Not chosen
prefecture-1 = Hokkaido
prefecture-2 = Aomori
prefecture-3 = Iwate
prefecture-4 = Miyagi
prefecture-5 = Akita
prefecture-6 = Yamagata
prefecture-7 = Fukushima
prefecture-8 = Ibaraki
prefecture-9 = Tochigi
prefecture-10 = Gunma
prefecture-11 = Saitama
prefecture-12 = Chiba
prefecture-13 = Tokyo
prefecture-14 = Kanagawa
prefecture-15 = Niigata
prefecture-16 = Toyama
prefecture-17 = Ishikawa
prefecture-18 = Fukui
prefecture-19 = Yamanashi
prefecture-20 = Nagano
prefecture-21 = Gifu
prefecture-22 = Shizuoka
prefecture-23 = Aichi
prefecture-24 = Mie
prefecture-25 = Shiga
prefecture-26 = Kyoto
prefecture-27 = Osaka
prefecture-28 = Hyogo
prefecture-29 = Nara
prefecture-30 = Wakayama
prefecture-31 = Tottori
prefecture-32 = Shimane
prefecture-33 = Okayama
prefecture-34 = Hiroshima
prefecture-35 = Yamaguchi
prefecture-36 = Tokushima
prefecture-37 = Kagawa
prefecture-38 = Ehime
prefecture-39 = Kochi
prefecture-40 = Fukuoka
prefecture-41 = Saga
prefecture-42 = Nagasaki
prefecture-43 = Kumamoto
prefecture-44 = Oita
prefecture-45 = Miyazaki
prefecture-46 = Kagoshima
prefecture-47 = Okinawa

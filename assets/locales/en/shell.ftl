# Words outside the window: the menu of the tray icon and what it says.

tray-open = Open Enishi
tray-sync = Update now
tray-quit = Quit
tray-hidden-title = Enishi keeps running in the tray
tray-hidden-body = It can still tell you about news. To end it, choose “Quit” in the menu of its icon.

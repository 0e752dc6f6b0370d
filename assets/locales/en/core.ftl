# Texts of the core: notifications on the desktop and the phone.
notify-hidden = There is something new
notify-event = Event: { $title }
notify-pitch = Pitch event: { $title }

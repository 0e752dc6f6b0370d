# Texts of the core: notifications on the desktop and the phone.
notify-hidden = There is something new
notify-event = Event: { $title }
notify-pitch = Pitch event: { $title }
notify-status = { $name } has shared how things are
notify-message = You have a new message
notify-message-words = { $name }: { $text }
notify-desk-letter = A member has written to the secretariat
notify-desk-answer = The secretariat has written to you
notify-life-event = News from { $name }

# The export: the answer in the calendar, and the file README.txt.
export-answered-yes = Your answer: going
export-answered-maybe = Your answer: maybe
export-answered-no = Your answer: not going
export-readme =
    Your data, exported from Enishi.
    Exported at: { $made }

    enishi.json   everything, in a format for programs
    me.vcf        your card, for the address book of a phone or computer
    events.ics    the events you answered, for a calendar
    photos        your photos

    No names or addresses of other people are in it; others appear as numbers only.
export-readme-until = The app that wrote this ZIP file erases it on { $until }. To keep it, move it somewhere else before then.

# Texts of the core: notifications on the desktop and the phone.
notify-hidden = 新しいお知らせがあります
notify-event = イベントのご案内：{ $title }
notify-pitch = ピッチイベントのご案内：{ $title }

# 画面の外（通知領域のメニューと、そこから出す通知）の言葉。

tray-open = Enishi を開く
tray-sync = いま更新する
tray-quit = 終了する
tray-hidden-title = Enishi は通知領域で動いています
tray-hidden-body = 新しいお知らせを受け取れます。終了するときは、アイコンのメニューから「終了する」を選びます。

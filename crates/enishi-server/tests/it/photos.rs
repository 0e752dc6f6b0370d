//! Photos: the picture comes before the wish, is made anew, and is given to who may see it and to nobody else.

use crate::{
    on_both,
    profile::set,
    support::{
        Device, World,
        device::{http, mutation},
        world::{Answer, HOUR},
    },
};
use enishi_server::{
    db::{members, photos},
    domain::{members::set_state, photos::forget},
};
use enishi_wire::{
    ids::{MemberId, NetworkId},
    limits::PHOTO_BYTES,
    members::MemberState,
    mutations::Action,
    profile::{FieldAudience, FieldKey, FieldValue, Photo, PhotoId, PhotoSize},
};
use image::{Rgb, RgbImage, codecs::jpeg::JpegEncoder};
use serde_json::{Value, json};

/// A picture of a colour that follows from a word.
pub fn picture(word: &str) -> Vec<u8> {
    let colour = word.bytes().fold([7_u8, 77, 177], |[red, green, blue], byte| {
        [green.wrapping_add(byte), blue.wrapping_mul(3), red.wrapping_add(byte)]
    });
    let mut file = Vec::new();
    let picture = RgbImage::from_fn(700, 500, |x, y| if x > y { Rgb(colour) } else { Rgb([200, 200, 200]) });
    JpegEncoder::new(&mut file).encode_image(&picture).expect("a picture");
    file
}

/// A picture of a word as the value of the field.
pub fn photo(word: &str) -> FieldValue {
    FieldValue::Photo(Photo::new(PhotoId::of(&picture(word))))
}

/// Sends a picture as the app does.
pub async fn send(device: &Device, network: NetworkId, id: PhotoId, file: Vec<u8>) -> Answer {
    let url = device.url(&format!("/v1/networks/{network}/photos/{id}"));
    Answer::of(http().put(url).bearer_auth(&device.token).body(file)).await
}

async fn sent(device: &Device, network: NetworkId, word: &str) -> PhotoId {
    let file = picture(word);
    let id = PhotoId::of(&file);
    let answer = send(device, network, id, file).await;
    assert_eq!(answer.status, 204, "{:?}", answer.body);
    id
}

/// Asks for a picture; the bytes, or the status.
pub async fn shown(
    device: &Device,
    network: NetworkId,
    member: MemberId,
    id: PhotoId,
    size: PhotoSize,
) -> Result<Vec<u8>, u16> {
    let path = format!("/v1/networks/{network}/members/{member}/photos/{id}/{}", size.as_str());
    let request = http().get(device.url(&path)).bearer_auth(&device.token);
    let response = request.send().await.expect("an answer");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = response.bytes().await.expect("a body").to_vec();
    if status != 200 {
        return Err(status);
    }
    let header = |name: &str| headers[name].to_str().expect("text").to_owned();
    assert_eq!(header("content-type"), "image/jpeg");
    assert_eq!(header("content-disposition"), "attachment; filename=\"photo.jpg\"");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
    Ok(body)
}

fn photo_field(word: &str, audience: FieldAudience) -> Action {
    set(FieldKey::Photo, Some(photo(word)), audience)
}

async fn kept(world: &World, network: NetworkId, member: MemberId, word: &str) -> bool {
    let mut snapshot = world.database().await.snapshot().await.expect("a snapshot");
    let id = PhotoId::of(&picture(word));
    photos::has(&mut snapshot, network, member, id).await.expect("a read")
}

fn refused(fate: &Value) -> (&str, &str) {
    (fate["error"]["code"].as_str().unwrap_or_default(), fate["error"]["field"].as_str().unwrap_or_default())
}

on_both! {
    async fn a_picture_is_made_anew_in_two_sizes_and_shown_to_its_audience(world: &World) {
        let network = world.network().await;
        let owner = world.member(network, "owner@example.jp").await;
        let me = owner.member(network);
        let (alumna, stranger) = (world.member(network, "alumna@example.jp").await, {
            let elsewhere = world.network().await;
            world.member(elsewhere, "stranger@example.jp").await
        });
        let file = picture("a");
        // A place on earth, in a segment that cameras write.
        let secret = b"Exif\0\0CANARY-GPS";
        let length = u16::try_from(secret.len() + 2).expect("short").to_be_bytes();
        let file = [&file[..2], &[0xff, 0xe1], &length, secret, &file[2..]].concat();
        let id = PhotoId::of(&file);
        assert_eq!(send(&owner, network, id, file.clone()).await.status, 204);
        assert_eq!(send(&owner, network, id, file).await.status, 204, "twice is once");
        let value = Some(FieldValue::Photo(Photo::new(id)));
        let wish = mutation(network, set(FieldKey::Photo, value, FieldAudience::Alumni));
        assert_eq!(owner.push(&wish).await["outcome"], "applied");
        for (size, side) in [(PhotoSize::Full, 500), (PhotoSize::Small, 128)] {
            for device in [&owner, &alumna] {
                let picture = shown(device, network, me, id, size).await.expect("the picture");
                assert!(!picture.windows(6).any(|part| part == b"CANARY"), "nothing beside the picture");
                let decoded = image::load_from_memory(&picture).expect("a picture");
                assert_eq!((decoded.width(), decoded.height()), (side, side));
            }
            assert_eq!(shown(&stranger, network, me, id, size).await, Err(404));
        }
        for (of, photo) in [(alumna.member(network), id), (me, PhotoId::of(b"another"))] {
            assert_eq!(shown(&alumna, network, of, photo, PhotoSize::Small).await, Err(404), "no such picture");
        }
        let odd = alumna.get(&format!("/v1/networks/{network}/members/{me}/photos/../../x/small")).await;
        assert_eq!(odd.status, 404);
    }

    async fn a_picture_goes_with_the_facet_that_names_it(world: &World) {
        let network = world.network().await;
        let owner = world.member(network, "owner@example.jp").await;
        let (me, alumna) = (owner.member(network), world.member(network, "alumna@example.jp").await);
        let id = sent(&owner, network, "a").await;
        let seen = async |device: &Device| shown(device, network, me, id, PhotoSize::Small).await.is_ok();
        assert!(seen(&owner).await && !seen(&alumna).await, "before the wish it is the owner's alone");
        let wish = mutation(network, photo_field("a", FieldAudience::Everyone));
        owner.push(&wish).await;
        assert!(seen(&alumna).await);
        for state in [MemberState::Paused, MemberState::Active, MemberState::Removed, MemberState::Active] {
            let write = world.database().await.write().await.expect("a write");
            let mut turn = write.take_turn(network, world.now()).await.expect("a turn");
            let member = members::find(turn.conn(), network, me).await.expect("a read").expect("a member");
            set_state(&mut turn, member, state).await.expect("a state");
            turn.commit().await.expect("a commit");
            assert_eq!(seen(&alumna).await, state == MemberState::Active, "{state:?}");
            assert_eq!(seen(&owner).await, state != MemberState::Removed, "{state:?}");
        }
        alumna.wish(network, Action::HideFrom { member: me, block: false }).await;
        assert!(!seen(&alumna).await, "hidden from each other");
        alumna.wish(network, Action::ShowTo { member: me }).await;
        assert!(seen(&alumna).await);
        let only_me = Action::SetField {
            field: FieldKey::Photo, value: Some(photo("a")), audience: FieldAudience::OnlyMe, seen: vec![wish.id],
        };
        let narrow = mutation(network, only_me);
        assert_eq!(owner.push(&narrow).await["outcome"], "applied");
        assert!(seen(&owner).await && !seen(&alumna).await);
        let none = Action::SetField { field: FieldKey::Photo, value: None, audience: FieldAudience::OnlyMe, seen: vec![narrow.id] };
        assert_eq!(owner.wish(network, none).await["outcome"], "applied");
        assert!(!kept(world, network, me, "a").await, "what the profile names no more is gone at once");
    }

    async fn a_wish_whose_picture_is_not_here_is_refused_until_it_is(world: &World) {
        let network = world.network().await;
        let owner = world.member(network, "owner@example.jp").await;
        let other = world.member(network, "other@example.jp").await;
        sent(&other, network, "a").await;
        let wish = mutation(network, photo_field("a", FieldAudience::Alumni));
        assert_eq!(refused(&owner.push(&wish).await), ("not_found", "photo"), "another member's picture is not one's own");
        sent(&owner, network, "a").await;
        assert_eq!(owner.push(&wish).await["outcome"], "applied", "the refusal was not kept");
        let wrong = set(FieldKey::Skills, Some(photo("a")), FieldAudience::Alumni);
        assert_eq!(refused(&owner.wish(network, wrong).await), ("invalid", "value"));
    }

    async fn after_a_restore_the_picture_comes_again_with_its_wish(world: &World) {
        let network = world.network().await;
        let owner = world.member(network, "owner@example.jp").await;
        let me = owner.member(network);
        let file = world.folder().join("backup.enishi");
        enishi_server::domain::backup::backup(&world.database().await, &file, world.now()).await.expect("a backup");
        sent(&owner, network, "a").await;
        let wish = mutation(network, photo_field("a", FieldAudience::Alumni));
        owner.push(&wish).await;
        enishi_server::domain::backup::restore(&world.database().await, &file, true, world.now()).await.expect("a restore");
        assert_eq!(refused(&owner.push(&wish).await), ("not_found", "photo"));
        sent(&owner, network, "a").await;
        assert_eq!(owner.push(&wish).await["outcome"], "applied");
        enishi_server::domain::backup::backup(&world.database().await, &file, world.now()).await.expect("a backup");
        enishi_server::domain::backup::restore(&world.database().await, &file, true, world.now()).await.expect("a restore");
        assert!(kept(world, network, me, "a").await, "pictures are part of a backup");
    }

    async fn what_is_no_picture_or_takes_too_much_is_refused(world: &World) {
        let network = world.network().await;
        let owner = world.member(network, "owner@example.jp").await;
        let mut colossal = Vec::new();
        RgbImage::new(1, 1).write_with_encoder(image::codecs::png::PngEncoder::new(&mut colossal)).expect("a picture");
        colossal[16..24].copy_from_slice(&[0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
        let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
        let cut = picture("a")[..300].to_vec();
        for file in [Vec::new(), svg.to_vec(), b"GIF89a".to_vec(), cut, colossal] {
            let answer = send(&owner, network, PhotoId::of(&file), file).await;
            assert_eq!((answer.status, answer.code(), &answer.body["field"]), (422, "invalid", &json!("photo")));
        }
        let mut large = picture("a");
        large.resize(PHOTO_BYTES, 0);
        assert_eq!(send(&owner, network, PhotoId::of(&large), large.clone()).await.status, 204, "as large as may be");
        large.push(0);
        let answer = send(&owner, network, PhotoId::of(&large), large).await;
        assert_eq!((answer.status, answer.code()), (413, "too_large"));
        let answer = send(&owner, network, PhotoId::of(b"x"), picture("a")).await;
        assert_eq!((answer.status, &answer.body["field"]), (422, &json!("photo")), "another name than its own");
    }

    async fn pictures_that_nobody_names_go_and_nobody_fills_the_disk_with_them(world: &World) {
        let network = world.network().await;
        let owner = world.member(network, "owner@example.jp").await;
        let me = owner.member(network);
        sent(&owner, network, "a").await;
        owner.wish(network, photo_field("a", FieldAudience::Alumni)).await;
        for word in ["b", "c", "d", "e"] {
            world.pass(1);
            sent(&owner, network, word).await;
        }
        let mut here = Vec::new();
        for word in ["a", "b", "c", "d", "e"] {
            here.push(kept(world, network, me, word).await);
        }
        assert_eq!(here, [true, false, true, true, true], "the one that is shown, and the newest three");
        world.pass(25 * HOUR);
        assert_eq!(forget(&world.database().await, world.now()).await.expect("forgotten"), 3);
        assert!(kept(world, network, me, "a").await);
        for count in 0..31 {
            let answer = send(&owner, network, PhotoId::of(&picture("a")), picture("a")).await;
            let expected = if count < 30 { 204 } else { 429 };
            assert_eq!(answer.status, expected, "{count}");
        }
    }
}

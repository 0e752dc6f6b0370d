//! What a server is asked, a method an endpoint.

use super::{Api, REQUEST, body, checked, network_error};
use crate::{
    db::photos::Named,
    error::Error,
    page::{Page, Reader},
    wish::Wish,
};
use enishi_bridge::errors::AppCode;
use enishi_wire::{
    blob::Blob,
    cards::IssuedCard,
    digest::{DigestReply, DigestRequest},
    ids::{AttachmentId, DeviceId, MemberId, NetworkId},
    limits::PHOTO_BYTES,
    profile::{PhotoId, PhotoSize},
    sessions::Sessions,
    sign_in::{CodeAnswer, CodeRequest, CodeRequested, Me, SessionStarted},
    sync::{PullRequest, PushReply},
    talk::{
        ATTACHMENT_PART, AttachmentBegun, BeginAttachment, ClaimKeys, ClaimedKeys, KeepRecovery, OfferKeys,
        PublishDevices,
    },
};
use futures_util::StreamExt;
use reqwest::{Method, Response};
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

impl Api {
    /// `POST /v1/sign-in/request`.
    pub async fn request_code(&self, request: &CodeRequest) -> Result<CodeRequested, Error> {
        self.json(Method::POST, "v1/sign-in/request", Some(request)).await
    }

    /// `POST /v1/sign-in/verify`.
    pub async fn verify_code(&self, answer: &CodeAnswer) -> Result<SessionStarted, Error> {
        self.json(Method::POST, "v1/sign-in/verify", Some(answer)).await
    }

    /// `GET /v1/me`.
    pub async fn me(&self) -> Result<Me, Error> {
        self.json(Method::GET, "v1/me", None::<&()>).await
    }

    /// `GET /v1/sessions`.
    pub async fn sessions(&self) -> Result<Sessions, Error> {
        self.json(Method::GET, "v1/sessions", None::<&()>).await
    }

    /// `DELETE /v1/sessions/{id}`.
    pub async fn end_session(&self, id: enishi_wire::ids::SessionId) -> Result<(), Error> {
        self.request(Method::DELETE, &format!("v1/sessions/{id}"), None::<&()>).await.map(drop)
    }

    /// `POST /v1/sign-out`.
    pub async fn sign_out(&self) -> Result<(), Error> {
        self.request(Method::POST, "v1/sign-out", None::<&()>).await.map(drop)
    }

    /// `POST /v1/sync/push`: the bytes of each wish as they were first written (a `PushRequest`).
    /// `epochs`: the life of the database that the device knows of each network.
    pub async fn push(
        &self,
        wishes: &[Wish],
        epochs: &BTreeMap<NetworkId, String>,
    ) -> Result<PushReply, Error> {
        #[derive(Serialize)]
        struct Body<'a> {
            mutations: Vec<&'a RawValue>,
            #[serde(skip_serializing_if = "BTreeMap::is_empty")]
            epochs: &'a BTreeMap<NetworkId, String>,
        }
        let mutations = wishes.iter().map(|wish| &*wish.text).collect();
        self.json(Method::POST, "v1/sync/push", Some(&Body { mutations, epochs })).await
    }

    /// `POST /v1/sync/pull`: the beginning of the answer, whose page is read with [`Self::page`].
    pub async fn pull(&self, request: &PullRequest) -> Result<Response, Error> {
        self.request(Method::POST, "v1/sync/pull", Some(request)).await
    }

    /// One page of at most so many bytes, read as it comes. A page that was cut before its end is no page.
    pub async fn page(answer: Response, most: usize) -> Result<Page, Error> {
        let mut reader = Reader::default();
        let mut left = most;
        let mut stream = answer.bytes_stream();
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(|error| network_error(&error))?;
            left = left.checked_sub(chunk.len()).ok_or(AppCode::NotAnEnishiServer)?;
            reader.feed(&chunk)?;
        }
        reader.finish()
    }

    /// `POST /v1/sync/digest`.
    pub async fn digest(&self, request: &DigestRequest) -> Result<DigestReply, Error> {
        self.json(Method::POST, "v1/sync/digest", Some(request)).await
    }

    /// `PUT /v1/networks/{network}/photos/{photo}`: the own picture, before the wish that names it.
    pub async fn send_photo(&self, network: NetworkId, id: PhotoId, picture: Vec<u8>) -> Result<(), Error> {
        let request = self
            .builder(Method::PUT, &format!("v1/networks/{network}/photos/{id}"))?
            .timeout(REQUEST)
            .header("content-type", "image/jpeg")
            .body(picture);
        checked(request.send().await.map_err(|error| network_error(&error))?).await.map(drop)
    }

    /// `GET /v1/networks/{network}/members/{member}/photos/{photo}/{size}`.
    pub async fn photo(&self, named: Named, size: PhotoSize) -> Result<Vec<u8>, Error> {
        let Named { network, member, id } = named;
        let path = format!("v1/networks/{network}/members/{member}/photos/{id}/{}", size.as_str());
        let picture = body(self.request(Method::GET, &path, None::<&()>).await?).await?;
        if picture.len() > PHOTO_BYTES { Err(AppCode::NotAnEnishiServer.into()) } else { Ok(picture) }
    }

    /// `PUT /v1/networks/{network}/attachments/{attachment}`.
    pub async fn begin_attachment(
        &self,
        network: NetworkId,
        id: AttachmentId,
        begin: &BeginAttachment,
    ) -> Result<AttachmentBegun, Error> {
        self.json(Method::PUT, &format!("v1/networks/{network}/attachments/{id}"), Some(begin)).await
    }

    /// `PUT /v1/networks/{network}/attachments/{attachment}/{part}`.
    pub async fn send_part(
        &self,
        network: NetworkId,
        (id, part): (AttachmentId, u32),
        body: Vec<u8>,
    ) -> Result<(), Error> {
        let request = self
            .builder(Method::PUT, &format!("v1/networks/{network}/attachments/{id}/{part}"))?
            .timeout(REQUEST)
            .header("content-type", "application/octet-stream")
            .body(body);
        checked(request.send().await.map_err(|error| network_error(&error))?).await.map(drop)
    }

    /// `GET /v1/networks/{network}/attachments/{attachment}/{part}`.
    pub async fn part(&self, network: NetworkId, (id, part): (AttachmentId, u32)) -> Result<Vec<u8>, Error> {
        let path = format!("v1/networks/{network}/attachments/{id}/{part}");
        let sealed = body(self.request(Method::GET, &path, None::<&()>).await?).await?;
        if sealed.len() > ATTACHMENT_PART { Err(AppCode::NotAnEnishiServer.into()) } else { Ok(sealed) }
    }

    /// `GET /v1/networks/{network}/card`.
    pub async fn card(&self, network: NetworkId) -> Result<IssuedCard, Error> {
        self.json(Method::GET, &format!("v1/networks/{network}/card"), None::<&()>).await
    }

    /// `PUT /v1/networks/{network}/devices`.
    pub async fn publish_devices(&self, network: NetworkId, chain: Vec<Blob>) -> Result<(), Error> {
        let path = format!("v1/networks/{network}/devices");
        self.request(Method::PUT, &path, Some(&PublishDevices { chain })).await.map(drop)
    }

    /// `PUT /v1/networks/{network}/recovery`.
    pub async fn keep_recovery(&self, network: NetworkId, keep: &KeepRecovery) -> Result<(), Error> {
        let path = format!("v1/networks/{network}/recovery");
        self.request(Method::PUT, &path, Some(keep)).await.map(drop)
    }

    /// `PUT /v1/networks/{network}/devices/{device}/keys`.
    pub async fn offer_keys(
        &self,
        network: NetworkId,
        device: DeviceId,
        offer: &OfferKeys,
    ) -> Result<(), Error> {
        let path = format!("v1/networks/{network}/devices/{device}/keys");
        self.request(Method::PUT, &path, Some(offer)).await.map(drop)
    }

    /// `POST /v1/networks/{network}/members/{member}/keys`.
    pub async fn claim_keys(
        &self,
        network: NetworkId,
        member: MemberId,
        claim: &ClaimKeys,
    ) -> Result<ClaimedKeys, Error> {
        self.json(Method::POST, &format!("v1/networks/{network}/members/{member}/keys"), Some(claim)).await
    }

    /// `GET /v1/sync/live`: the open stream.
    pub async fn live(&self) -> Result<Response, Error> {
        let request = self.builder(Method::GET, "v1/sync/live")?.header("accept", "text/event-stream");
        checked(request.send().await.map_err(|error| network_error(&error))?).await
    }
}

//! Documents behind signed addresses that live five minutes and take no sign-in headers, as Amazon's storage does.

use super::signed::{self, Document};
use super::{State, feeds, reports};
use crate::sandbox::http::{Request, Response};

/// A request to a signed address.
pub(super) fn answer(state: &State, request: &Request) -> Response {
    let refuse = |status: u16, code: &str| {
        Response::new(
            status,
            "application/xml",
            format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code></Error>"),
        )
    };
    if request.header("authorization").is_some() || request.header("x-amz-access-token").is_some() {
        return refuse(400, "InvalidArgument");
    }
    match (request.method.as_str(), signed::opened(state, request)) {
        ("GET", Some(Document::Report(id))) => reports::download(state, &id),
        ("GET", Some(Document::FeedResult(id))) => feeds::download(state, &id),
        ("PUT", Some(Document::FeedInput { id, media_type })) => {
            if request.header("content-type") != Some(&media_type) {
                return refuse(403, "SignatureDoesNotMatch");
            }
            feeds::upload(state, &id, request.body.clone());
            Response::empty(200)
        }
        _ => refuse(403, "AccessDenied"),
    }
}

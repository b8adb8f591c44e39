//! Reports 2021-06-30: finding settlement reports, and downloading a document within its five minutes.
//!
//! The document's link leads to a storage host that gets no sign-in headers; only https on Amazon's storage
//! hosts (or loopback) is followed, so that a forged link reaches nobody else.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use super::call::{Call, instant};
use super::packed_file::{DOWNLOAD, unpack};
use super::packing::{Downloaded, GZIP, Packing, Takes};
use super::{AmazonClient, AmazonError, limits};
use crate::net::{Answer, Failure, Method, Request, Target, encoded, retry};

const SETTLEMENT_REPORT: &str = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2";

/// Amazon keeps reports for 90 days, and the exact boundary fails.
const KEPT: TimeDelta = TimeDelta::days(89);

/// A settlement report that Amazon made.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SettlementReport {
    /// Its id.
    pub report_id: String,
    /// The id of its file, once it is done.
    pub report_document_id: Option<String>,
    /// `DONE` once there is a file.
    #[serde(default)]
    pub processing_status: String,
    /// When the settlement began.
    pub data_start_time: Option<DateTime<Utc>>,
    /// When the settlement ended.
    pub data_end_time: Option<DateTime<Utc>>,
    /// The marketplaces that it is of, where Amazon tells.
    #[serde(default)]
    pub marketplace_ids: Option<Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReportsPage {
    pub(super) reports: Vec<SettlementReport>,
    #[serde(default)]
    next_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    url: String,
    compression_algorithm: Option<String>,
}

impl Document {
    fn is_packed(&self) -> bool {
        self.compression_algorithm.as_deref() == Some("GZIP")
    }
}

/// A downloaded file, unpacked.
#[derive(Debug)]
pub struct ReportDocument {
    /// The bytes as Amazon's program wrote them.
    pub bytes: Vec<u8>,
    /// The character set that the download declared.
    pub charset: Option<String>,
}

/// A downloaded file as it came, to be looked through.
#[derive(Debug)]
pub struct ReportPieces {
    bytes: Vec<u8>,
    packed: bool,
    charset: Option<String>,
}

impl AmazonClient {
    /// Every settlement report that is ready and not older than Amazon keeps them.
    ///
    /// # Errors
    /// [`AmazonError`]
    pub fn settlement_reports(&self) -> Result<Vec<SettlementReport>, AmazonError> {
        let since = self.parts.clock.now() - KEPT;
        let path = "/reports/2021-06-30/reports";
        let mut call = Call::get(limits::GET_REPORTS, path)
            .with("reportTypes", SETTLEMENT_REPORT)
            .with("pageSize", "100")
            .with("createdSince", instant(since));
        let mut found: Vec<SettlementReport> = Vec::new();
        // 100 a page over 89 days: more pages than this would be a listing without an end.
        for _ in 0..1_000 {
            let page: ReportsPage = self.read(&call)?;
            found.extend(page.reports);
            let Some(token) = page.next_token.filter(|token| !token.is_empty()) else {
                found.retain(|report| {
                    report.processing_status == "DONE" && report.report_document_id.is_some()
                });
                return Ok(found);
            };
            // The token must be the only parameter.
            call = Call::get(limits::GET_REPORTS, path).with("nextToken", token);
        }
        Err(AmazonError::Unreachable {
            operation: "getReports",
            why: "its pages do not end".to_owned(),
        })
    }

    /// One report by its id.
    ///
    /// # Errors
    /// [`AmazonError`]
    pub fn report(&self, id: &str) -> Result<SettlementReport, AmazonError> {
        self.read(&Call::get(
            limits::GET_REPORT,
            format!("/reports/2021-06-30/reports/{}", encoded(id)),
        ))
    }

    /// Downloads a report's document at once, since its link lives five minutes; it is held as it came, and looked through
    /// unpacked, piece by piece.
    ///
    /// # Errors
    /// [`AmazonError`]
    pub fn report_pieces(&self, id: &str) -> Result<ReportPieces, AmazonError> {
        let (bytes, content_type, packed) = self.fetched(&call_of(id))?;
        Ok(ReportPieces {
            bytes,
            packed,
            charset: charset_of(&content_type),
        })
    }

    /// Reads where a document is and downloads it, unpacked.
    pub(super) fn document(&self, call: &Call<'_>) -> Result<ReportDocument, AmazonError> {
        let (bytes, content_type, packed) = self.fetched(call)?;
        let bytes = if packed { unpacked(&bytes)? } else { bytes };
        Ok(ReportDocument {
            bytes,
            charset: charset_of(&content_type),
        })
    }

    /// As [`AmazonClient::report_pieces`] for one that is too long to be held: what comes is handed on, packed.
    ///
    /// # Errors
    /// [`AmazonError`]
    pub fn download_packed(&self, id: &str, into: &mut dyn Takes) -> Result<Downloaded, AmazonError> {
        let document = self.linked(&call_of(id))?;
        let mut packing = Packing::new(into);
        let answer = self.downloaded(&document.url, |request| {
            packing.anew(document.is_packed());
            self.parts.http.fetch(request, &mut |piece| packing.take(piece))
        })?;
        Ok(Downloaded {
            length: packing.end(),
            charset: charset_of(&answer.content_type),
        })
    }

    /// A document as it came, its content type, and whether it is packed.
    fn fetched(&self, call: &Call<'_>) -> Result<(Vec<u8>, String, bool), AmazonError> {
        let document = self.linked(call)?;
        let (bytes, content_type) = self.download(&document.url)?;
        let packed = document.is_packed() || bytes.starts_with(&GZIP);
        Ok((bytes, content_type, packed))
    }

    /// Where a document is.
    fn linked(&self, call: &Call<'_>) -> Result<Document, AmazonError> {
        let document: Document = self.read(call)?;
        if is_storage(&document.url) {
            return Ok(document);
        }
        Err(AmazonError::Unreachable {
            operation: DOWNLOAD,
            why: "the document's link does not lead to Amazon's storage and was not followed".to_owned(),
        })
    }

    fn download(&self, url: &str) -> Result<(Vec<u8>, String), AmazonError> {
        let answer = self.downloaded(url, |request| self.parts.http.send(request))?;
        Ok((answer.body, answer.content_type))
    }

    /// The storage's answer; `send` is called for each attempt.
    fn downloaded(
        &self,
        url: &str,
        mut send: impl FnMut(&Request<'_>) -> Result<Answer, Failure>,
    ) -> Result<Answer, AmazonError> {
        let mut attempt = 0;
        loop {
            let sent = send(&Request {
                method: Method::Get,
                url: url.to_owned(),
                headers: Vec::new(),
                body: None,
            });
            let why = match sent {
                Ok(answer) if answer.is_success() => return Ok(answer),
                Ok(answer) if answer.status >= 500 => format!("the storage answered {}", answer.status),
                Ok(answer) => {
                    return Err(AmazonError::Unreachable {
                        operation: DOWNLOAD,
                        why: format!(
                            "the storage answered {}; the link may have expired",
                            answer.status
                        ),
                    });
                }
                Err(Failure::TooLarge(mebibytes)) => {
                    return Err(AmazonError::TooLarge {
                        operation: DOWNLOAD,
                        mebibytes,
                    });
                }
                Err(Failure::NotSent(why) | Failure::Unknown(why)) => why,
            };
            let Some(wait) = retry::wait_before(attempt, retry::jitter()) else {
                return Err(AmazonError::Unreachable {
                    operation: DOWNLOAD,
                    why,
                });
            };
            attempt += 1;
            self.wait(DOWNLOAD, wait, &why)?;
        }
    }
}

impl ReportPieces {
    /// The character set that the download declared.
    pub fn charset(&self) -> Option<&str> {
        self.charset.as_deref()
    }

    /// Shows it unpacked, piece by piece.
    ///
    /// # Errors
    /// [`AmazonError`] when it cannot be unpacked.
    pub fn each(&self, mut visit: impl FnMut(&[u8])) -> Result<(), AmazonError> {
        if self.packed {
            unpack(self.bytes.as_slice(), self.bytes.len() as u64, visit, |_| ())?;
        } else {
            visit(&self.bytes);
        }
        Ok(())
    }
}

/// The question where a report's document is.
fn call_of(id: &str) -> Call<'static> {
    let path = format!("/reports/2021-06-30/documents/{}", encoded(id));
    Call::get(limits::GET_REPORT_DOCUMENT, path)
}

fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, AmazonError> {
    let mut out = Vec::new();
    unpack(
        bytes,
        bytes.len() as u64,
        |piece| out.extend_from_slice(piece),
        |_| (),
    )?;
    Ok(out)
}

/// Amazon's storage over https, or this machine; read as what sends the request reads it.
pub(super) fn is_storage(link: &str) -> bool {
    let Some(target) = Target::of(link).filter(|target| !target.names_a_user) else {
        return false;
    };
    let amazon = [
        ".amazonaws.com",
        ".amazonaws.com.cn",
        ".cloudfront.net",
        ".amazon.com",
    ]
    .iter()
    .any(|end| target.host.ends_with(end));
    match target.scheme.as_str() {
        "https" => amazon || target.is_loopback(),
        "http" => target.is_loopback(),
        _ => false,
    }
}

fn charset_of(content_type: &str) -> Option<String> {
    let after = content_type.to_ascii_lowercase();
    let (_, name) = after.split_once("charset=")?;
    let name = name.split(';').next()?.trim().trim_matches('"').to_owned();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_amazons_storage_and_this_machine_are_followed() {
        for url in [
            "https://tortuga-prod-na.s3-external-1.amazonaws.com/x?X-Amz=1",
            "https://d34o8swod1owfl.cloudfront.net/x",
            "http://127.0.0.1:4010/documents/1",
            "http://[::1]:1/x",
        ] {
            assert!(is_storage(url), "{url}");
        }
        for url in [
            "http://tortuga.s3.amazonaws.com/x",
            "https://amazonaws.com.evil.example/x",
            "https://evil.example/?.amazonaws.com",
            "https://127.0.0.1@evil.example/",
            "https://x.amazonaws.com@evil.example/",
            "https://evil.example\\.amazonaws.com/x",
            "ftp://127.0.0.1/x",
            "x",
        ] {
            assert!(!is_storage(url), "{url}");
        }
    }

    #[test]
    fn the_declared_character_set_is_found() {
        assert_eq!(
            charset_of("text/plain; Charset=\"Cp1252\"; q=1").as_deref(),
            Some("cp1252")
        );
        assert_eq!(charset_of("text/plain"), None);
    }
}

//! Why a certificate was refused, in one sentence with what ends it.

use rustls::{CertificateError, Error};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer as _;
use x509_parser::public_key::PublicKey;
use x509_parser::x509::X509Version;

/// Whether the authorities could be named to this program for the system that is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CaFile {
    /// There is no such key, as for Amazon.
    Unknown,
    /// There is, and it is not set.
    Unset,
    /// It is, and counts alone.
    Set,
}

/// What is wrong with a certificate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    /// Signed with SHA-1 or older.
    #[error("{0} is signed with {1}, which is broken: have it issued again with SHA-256")]
    OldSignature(String, &'static str),
    /// An RSA key below 2,048 bits.
    #[error("{0} has a key of only {1} bits: have it issued again with at least 2048")]
    ShortKey(String, usize),
    /// X.509 before version 3.
    #[error("{0} is of version {1}, which cannot name its server: have it issued again as version 3")]
    OldVersion(String, u32),
    /// Not for servers.
    #[error(
        "its certificate is made for another use than a server's: have it issued with the usage \"server authentication\""
    )]
    WrongUsage,
    /// An authority's certificate as the server's own.
    #[error(
        "the server shows an authority's certificate as its own: give it a server's certificate, issued by that \
         authority or made with New-SelfSignedCertificate"
    )]
    AuthorityAsServer,
    /// Over.
    #[error("its certificate expired on {0}: have it renewed, or set this machine's clock right")]
    Expired(String),
    /// Not yet begun.
    #[error(
        "its certificate is valid only from {0} on: wait for that day, or set this machine's clock right"
    )]
    NotYetValid(String),
    /// For another host.
    #[error(
        "its certificate is for {0}, not for the host that was asked: use a name from the certificate in the address"
    )]
    WrongName(String),
    /// Of an authority that is not trusted; `ca_file` cannot be given.
    #[error(
        "its certificate comes from {0}, an authority that this machine does not trust: a proxy or scanner may open the \
         connection; let it pass unopened, or add the authority to those that this machine trusts"
    )]
    UnknownAuthority(String),
    /// Of an authority that is not trusted, and that `ca_file` could name.
    #[error(
        "its certificate comes from {0}, an authority that this machine does not trust: have that authority's own \
         certificate exported as Base64 and name the file in `ca_file`, or add it to those that this machine trusts"
    )]
    UnnamedAuthority(String),
    /// Not of the authority in `ca_file`.
    #[error(
        "its certificate comes from {0}, not from the authority in `ca_file`: put there the certificate of the \
         authority that issued it, not the server's own"
    )]
    OtherAuthority(String),
    /// Taken back.
    #[error("its certificate was revoked by its authority: have a new one issued")]
    Revoked,
    /// The system wants to know whether it was revoked, and nobody answered.
    #[error(
        "whether its certificate was revoked could not be found out: let this machine reach the addresses for that which \
         stand in the certificate"
    )]
    RevocationUnknown,
    /// Shown by a server that cannot sign with its key.
    #[error(
        "the server shows a certificate whose key it does not hold: install certificate and key together there, as one \
         PFX file"
    )]
    NotItsKey,
    /// There is nothing to trust.
    #[error(
        "this machine has no list of certificate authorities, so no server can be trusted: install the package \
         ca-certificates, or name a list with the environment variable SSL_CERT_FILE"
    )]
    NoAuthorities,
    /// Bytes that are no certificate.
    #[error("its certificate cannot be read: have it issued again")]
    Unreadable,
    /// What this program has no better words for.
    #[error("its certificate was refused by this system: {0}")]
    Other(String),
}

/// The reason of a refusal, from the verifier's error and the certificates the server has shown, its own first.
pub(super) fn why(error: &Error, shown: &[&[u8]], ca_file: CaFile) -> Refusal {
    let parsed: Vec<_> = shown
        .iter()
        .map_while(|der| X509Certificate::from_der(der).ok())
        .collect();
    let certificates: Vec<_> = parsed.iter().map(|(_, certificate)| certificate).collect();
    let Some(own) = certificates.first() else {
        return Refusal::Unreadable;
    };
    let Error::InvalidCertificate(reason) = error else {
        return of_form(&certificates).unwrap_or_else(|| Refusal::Other(plain(&error.to_string(), 200)));
    };
    match reason {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => expired(&certificates),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            Refusal::NotYetValid(day(own.validity().not_before.timestamp()))
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            Refusal::WrongName(names(own))
        }
        CertificateError::Revoked => Refusal::Revoked,
        reason => of_form(&certificates).unwrap_or_else(|| match reason {
            CertificateError::UnknownIssuer => untrusted(own, ca_file),
            CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
                Refusal::WrongUsage
            }
            CertificateError::BadEncoding => Refusal::Unreadable,
            // A certificate that names an authority of the right name but was signed by another key.
            CertificateError::BadSignature => untrusted(own, ca_file),
            CertificateError::Other(other) => {
                let words = other.0.to_string();
                by_number(&words, own, ca_file).unwrap_or_else(|| Refusal::Other(plain(&words, 200)))
            }
            other => Refusal::Other(plain(&Error::InvalidCertificate(other.clone()).to_string(), 200)),
        }),
    }
}

/// Of an authority that does not count, with the advice that can be followed for this system.
fn untrusted(own: &X509Certificate<'_>, ca_file: CaFile) -> Refusal {
    let issuer = name_of(own.issuer());
    match ca_file {
        CaFile::Unknown => Refusal::UnknownAuthority(issuer),
        CaFile::Unset => Refusal::UnnamedAuthority(issuer),
        CaFile::Set => Refusal::OtherAuthority(issuer),
    }
}

/// What Windows says by its numbers alone (`winerror.h`), beyond those that the verifier has names for.
///
/// The verifier hands on a text, in Windows' language; the number stands at its end, as Rust's library writes it.
fn by_number(words: &str, own: &X509Certificate<'_>, ca_file: CaFile) -> Option<Refusal> {
    let (_, number) = words.rsplit_once("(os error ")?;
    let number = number.strip_suffix(')')?.parse::<i32>().ok()?.cast_unsigned();
    Some(match number {
        // CERT_E_CHAINING: an authority between the server's and the root is missing, or the root.
        // TRUST_E_CERT_SIGNATURE: it was not signed by the authority that it names.
        0x800B_010A | 0x8009_6004 => untrusted(own, ca_file),
        // CERT_E_REVOCATION_FAILURE, CRYPT_E_NO_REVOCATION_CHECK, CRYPT_E_REVOCATION_OFFLINE.
        0x800B_010E | 0x8009_2012 | 0x8009_2013 => Refusal::RevocationUnknown,
        other => Refusal::Other(format!("Windows says 0x{other:08X}")),
    })
}

/// The reason why a server could not prove that a certificate is its own.
pub(super) fn unproven(shown: &[u8]) -> Refusal {
    match X509Certificate::from_der(shown) {
        Ok((_, own)) => of_form(&[&own]).unwrap_or(Refusal::NotItsKey),
        Err(_) => Refusal::Unreadable,
    }
}

/// A key that can prove nothing, even where its chain is good: signatures by RSA below 2,048 bits are not taken.
pub(super) fn short(shown: &[u8]) -> Option<Refusal> {
    let (_, own) = X509Certificate::from_der(shown).ok()?;
    short_key(&own).map(|bits| Refusal::ShortKey(whose(0, &own), bits))
}

/// What no authority can make good: a form that is not accepted from anyone.
fn of_form(certificates: &[&X509Certificate<'_>]) -> Option<Refusal> {
    for (place, certificate) in certificates.iter().enumerate() {
        let whose = whose(place, certificate);
        let is_root = place > 0 && certificate.issuer() == certificate.subject();
        if let Some(bits) = short_key(certificate) {
            return Some(Refusal::ShortKey(whose, bits));
        }
        // Nobody looks at the signature of a root.
        if let Some(name) = old_signature(certificate).filter(|_| !is_root) {
            return Some(Refusal::OldSignature(whose, name));
        }
        if certificate.version() != X509Version::V3 {
            return Some(Refusal::OldVersion(whose, certificate.version().0 + 1));
        }
    }
    let own = certificates.first()?;
    let constraints = own.basic_constraints().ok().flatten();
    if constraints.is_some_and(|found| found.value.ca) {
        return Some(Refusal::AuthorityAsServer);
    }
    let usage = own.extended_key_usage().ok().flatten();
    usage
        .is_some_and(|found| !found.value.server_auth && !found.value.any)
        .then_some(Refusal::WrongUsage)
}

fn whose(place: usize, certificate: &X509Certificate<'_>) -> String {
    match place {
        0 => "its certificate".to_owned(),
        _ => format!(
            "the certificate of its authority {}",
            name_of(certificate.subject())
        ),
    }
}

fn short_key(certificate: &X509Certificate<'_>) -> Option<usize> {
    match certificate.public_key().parsed() {
        Ok(PublicKey::RSA(key)) => Some(key.key_size()).filter(|bits| *bits < 2_048),
        _ => None,
    }
}

/// The name of a hash that is no longer taken, by the signature's object identifier.
fn old_signature(certificate: &X509Certificate<'_>) -> Option<&'static str> {
    match certificate.signature_algorithm.algorithm.to_id_string().as_str() {
        "1.2.840.113549.1.1.5" | "1.3.14.3.2.29" | "1.2.840.10045.4.1" | "1.2.840.10040.4.3" => Some("SHA-1"),
        "1.2.840.113549.1.1.4" => Some("MD5"),
        "1.2.840.113549.1.1.2" => Some("MD2"),
        _ => None,
    }
}

/// The first of the chain whose time is over: the server's own, or its authority's.
fn expired(certificates: &[&X509Certificate<'_>]) -> Refusal {
    let ends = |certificate: &&&X509Certificate<'_>| certificate.validity().not_after.timestamp();
    let first = certificates.iter().min_by_key(ends);
    Refusal::Expired(first.map_or_else(String::new, |one| day(one.validity().not_after.timestamp())))
}

fn day(timestamp: i64) -> String {
    chrono::DateTime::from_timestamp(timestamp, 0)
        .map_or_else(String::new, |at| at.format("%Y-%m-%d").to_string())
}

/// The names that a certificate is for.
fn names(certificate: &X509Certificate<'_>) -> String {
    use x509_parser::extensions::GeneralName;
    let alternatives = certificate.subject_alternative_name().ok().flatten();
    let names = alternatives.iter().flat_map(|found| &found.value.general_names);
    let names: Vec<String> = names
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some(plain(name, 80)),
            GeneralName::IPAddress([a, b, c, d]) => Some(format!("{a}.{b}.{c}.{d}")),
            _ => None,
        })
        .take(5)
        .collect();
    if names.is_empty() {
        return format!(
            "{} (a name that only its subject holds does not count)",
            name_of(certificate.subject())
        );
    }
    names.join(", ")
}

fn name_of(name: &x509_parser::x509::X509Name<'_>) -> String {
    let common = name
        .iter_common_name()
        .next()
        .and_then(|common| common.as_str().ok());
    let text = common.map_or_else(|| name.to_string(), str::to_owned);
    format!("`{}`", plain(&text, 80))
}

/// A text from outside as it may be shown.
fn plain(text: &str, most: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(most).collect()
}

//! Bad certificates of every kind, each shown by a server in a real handshake, each refused in one sentence.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, KeyPair};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::certificate::CaFile;
use super::tls_tests::{Authority, TIMEOUTS, expect_words, get};
use super::{Http, Trust};

/// Shows a certificate of whatever form, and signs with a key of its own making.
#[derive(Debug)]
struct Shows(Arc<CertifiedKey>);

impl ResolvesServerCert for Shows {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

/// A proxy that leads every host to a server with this certificate, so that one is asked by the name it is for.
fn leads_to(certificate: CertificateDer<'static>) -> String {
    super::install_crypto_provider();
    let key = PrivateKeyDer::from_pem_slice(KeyPair::generate().unwrap().serialize_pem().as_bytes()).unwrap();
    let key = rustls::crypto::ring::sign::any_supported_type(&key).unwrap();
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(Shows(Arc::new(CertifiedKey::new(
            vec![certificate],
            key,
        )))));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut lines = BufReader::new(&mut socket);
        let mut line = String::new();
        while lines.read_line(&mut line).is_ok_and(|bytes| bytes > 2) {
            line.clear();
        }
        std::io::Write::write_all(&mut socket, b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        let mut session = rustls::ServerConnection::new(Arc::new(config)).unwrap();
        let _ = rustls::Stream::new(&mut session, &mut socket).read(&mut [0; 512]);
    });
    format!("http://{address}")
}

/// What the client says of the certificate when it asks for this host and trusts this authority.
fn said(authority: &[u8], certificate: CertificateDer<'static>, host: &str) -> Result<u16, String> {
    let proxy = leads_to(certificate);
    let http = Http::through(Some(&proxy), TIMEOUTS, Trust::Only(authority), "test").unwrap();
    get(&http, &format!("https://{host}/"))
}

fn of_pem(pem: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()
}

#[test]
fn every_bad_certificate_has_its_sentence_in_a_handshake() {
    let house = Authority::new("House Authority");
    let issued = |change: fn(&mut CertificateParams)| of_pem(&house.issue(change).0);
    let table: Vec<(CertificateDer<'static>, &str)> = vec![
        (
            issued(|params| {
                params.not_before = rcgen::date_time_ymd(2019, 1, 1);
                params.not_after = rcgen::date_time_ymd(2020, 2, 3);
            }),
            "expired on 2020-02-03: have it renewed",
        ),
        (
            issued(|params| params.not_before = rcgen::date_time_ymd(2099, 1, 1)),
            "valid only from 2099-01-01 on",
        ),
        (
            issued(|params| params.subject_alt_names.clear()),
            "not for the host that was asked",
        ),
        (
            issued(|params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth]),
            "made for another use than a server's",
        ),
        (
            issued(|params| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained)),
            "an authority's certificate as its own",
        ),
        (
            of_pem(&Authority::new("Another").issue(|_| {}).0),
            "comes from `Another`, not from the authority in `ca_file`",
        ),
        // The same name, another key: what a renewed authority and an old `ca_file` look like.
        (
            of_pem(&Authority::new("House Authority").issue(|_| {}).0),
            "comes from `House Authority`, not from the authority in `ca_file`",
        ),
        (issued(|_| {}), "a certificate whose key it does not hold"),
        (CertificateDer::from(vec![0x30, 3, 2, 1, 5]), "cannot be read"),
    ];
    for (certificate, words) in table {
        expect_words(
            &said(house.pem.as_bytes(), certificate, "127.0.0.1"),
            &["through the proxy", words],
        );
    }
}

#[test]
fn forms_that_nobody_accepts_any_more_are_named_in_a_handshake() {
    let authority = include_bytes!("../../fixtures/tls/authority.pem");
    for (pem, words) in [
        (
            include_str!("../../fixtures/tls/sha-1.pem"),
            "its certificate is signed with SHA-1, which is broken",
        ),
        (
            include_str!("../../fixtures/tls/short-key.pem"),
            "its certificate has a key of only 1024 bits: have it issued again with at least 2048",
        ),
        (
            include_str!("../../fixtures/tls/version-1.pem"),
            "its certificate is of version 1",
        ),
    ] {
        expect_words(&said(authority, of_pem(pem), "sage.example.com"), &[words]);
    }
}

#[test]
fn what_windows_says_by_number_alone_has_words_too() {
    let certificate = of_pem(&Authority::new("Invented Authority").issue(|_| {}).0);
    for (number, words) in [
        (
            0x800B_010A_u32,
            "comes from `Invented Authority`, an authority that this machine does not trust",
        ),
        (0x8009_6004, "comes from `Invented Authority`"),
        (
            0x800B_010E,
            "whether its certificate was revoked could not be found out",
        ),
        (
            0x8009_2013,
            "whether its certificate was revoked could not be found out",
        ),
        (0x800B_0105, "refused by this system: Windows says 0x800B0105"),
    ] {
        // As the verifier for Windows hands it on.
        let said = std::io::Error::from_raw_os_error(number.cast_signed()).to_string();
        let said = Box::<dyn std::error::Error + Send + Sync>::from(said);
        let error = rustls::Error::InvalidCertificate(rustls::CertificateError::Other(rustls::OtherError(
            Arc::from(said),
        )));
        let refusal = super::certificate::why(&error, &[certificate.as_ref()], CaFile::Unknown);
        expect_words(&Err(refusal.to_string()), &[words]);
    }
}

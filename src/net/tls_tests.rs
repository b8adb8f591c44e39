//! Each way of a certificate to be wrong has one sentence, in a real handshake where one can be had.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::{Failure, Http, Method, Request, Timeouts, Trust};

pub(super) const TIMEOUTS: Timeouts = Timeouts {
    connect: Duration::from_secs(5),
    read: Duration::from_secs(5),
    write: Duration::from_secs(5),
};

pub(super) struct Authority {
    params: CertificateParams,
    key: KeyPair,
    pub(super) pem: String,
}

impl Authority {
    pub(super) fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self { params, key, pem }
    }

    /// A certificate and key for 127.0.0.1, bent by `change`.
    pub(super) fn issue(&self, change: impl FnOnce(&mut CertificateParams)) -> (String, String) {
        let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let issuer = Issuer::from_params(&self.params, &self.key);
        (
            params.signed_by(&key, &issuer).unwrap().pem(),
            key.serialize_pem(),
        )
    }
}

/// Serves one request over TLS with this certificate, and gives its address.
fn served((certificate, key): &(String, String)) -> String {
    super::install_crypto_provider();
    let certificate = CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut session = rustls::ServerConnection::new(Arc::new(config)).unwrap();
        let mut stream = rustls::Stream::new(&mut session, &mut socket);
        let mut bytes = [0; 4_096];
        let _ = stream.read(&mut bytes);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok");
    });
    format!("https://{address}/")
}

pub(super) fn get(http: &Http, url: &str) -> Result<u16, String> {
    let request = Request {
        method: Method::Get,
        url: url.to_owned(),
        headers: Vec::new(),
        body: None,
    };
    match http.send(&request) {
        Ok(answer) => Ok(answer.status),
        Err(Failure::NotSent(why)) => Err(why),
        Err(other) => panic!("{other}"),
    }
}

/// What the client says of a server with this certificate.
fn said(authority: &str, served_by: &(String, String)) -> Result<u16, String> {
    let url = served(served_by);
    let http = Http::new(TIMEOUTS, Trust::Only(authority.as_bytes()), "test").unwrap();
    get(&http, &url)
}

#[track_caller]
pub(super) fn expect_words(said: &Result<u16, String>, words: &[&str]) {
    let why = said.as_ref().expect_err("the certificate was taken");
    let first = why.lines().next().unwrap_or_default();
    for word in words {
        assert!(first.contains(word), "`{word}` is not in: {why}");
    }
    for raw in [
        "Context",
        "BadSignature",
        "algorithm_id",
        "1.2.840",
        "{",
        "UnsupportedCert",
        "IIS",
    ] {
        assert!(!why.contains(raw), "`{raw}` stands in: {why}");
    }
}

#[test]
fn a_good_certificate_is_taken() {
    let authority = Authority::new("House Authority");
    assert_eq!(said(&authority.pem, &authority.issue(|_| {})), Ok(200));
}

#[test]
fn a_certificate_that_is_over_or_not_yet_begun_says_the_day() {
    let authority = Authority::new("House Authority");
    let over = authority.issue(|params| {
        params.not_before = rcgen::date_time_ymd(2019, 1, 1);
        params.not_after = rcgen::date_time_ymd(2020, 2, 3);
    });
    expect_words(&said(&authority.pem, &over), &["expired on 2020-02-03"]);
    let early = authority.issue(|params| params.not_before = rcgen::date_time_ymd(2099, 1, 1));
    expect_words(&said(&authority.pem, &early), &["only from 2099-01-01"]);
}

#[test]
fn a_certificate_for_another_name_says_its_names() {
    let authority = Authority::new("House Authority");
    let other = authority.issue(|params| {
        params.subject_alt_names = CertificateParams::new(vec!["sage.example.com".to_owned()])
            .unwrap()
            .subject_alt_names;
    });
    expect_words(&said(&authority.pem, &other), &["is for sage.example.com"]);
    let none = authority.issue(|params| params.subject_alt_names.clear());
    expect_words(&said(&authority.pem, &none), &["not for the host that was asked"]);
}

#[test]
fn an_unknown_authority_is_named_and_the_advice_fits_who_can_follow_it() {
    let (house, other) = (Authority::new("House Authority"), Authority::new("Another"));
    expect_words(
        &said(&house.pem, &other.issue(|_| {})),
        &["`Another`", "`ca_file`"],
    );
    // Without ca_file, as to Amazon: the key does not exist there.
    let url = served(&other.issue(|_| {}));
    let http = Http::new(TIMEOUTS, Trust::Platform, "test").unwrap();
    let why = get(&http, &url);
    if cfg!(windows)
        || !why
            .as_ref()
            .is_err_and(|why| why.contains("no list of certificate authorities"))
    {
        // Wine asks whether it was revoked before it looks for the authority; Windows does not.
        if !(cfg!(windows)
            && why
                .as_ref()
                .is_err_and(|why| why.contains("was revoked could not be")))
        {
            expect_words(&why, &["`Another`", "does not trust"]);
        }
    }
    assert!(!why.unwrap_err().contains("ca_file"));
}

#[test]
fn a_certificate_for_another_use_and_an_authority_s_own_are_refused() {
    let authority = Authority::new("House Authority");
    let client =
        authority.issue(|params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth]);
    expect_words(&said(&authority.pem, &client), &["another use than a server's"]);
    let own = authority.issue(|params| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained));
    expect_words(
        &said(&authority.pem, &own),
        &["an authority's certificate as its own"],
    );
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let pem = params.self_signed(&key).unwrap().pem();
    let served_by = (pem.clone(), key.serialize_pem());
    expect_words(
        &said(&pem, &served_by),
        &["an authority's certificate as its own"],
    );
}

#[test]
fn the_server_s_own_certificate_in_ca_file_is_no_authority() {
    let authority = Authority::new("House Authority");
    let issued = authority.issue(|_| {});
    expect_words(
        &said(&issued.0, &issued),
        &["`House Authority`", "not the server's own"],
    );
    // One that it signed itself, and that is no authority, is taken: New-SelfSignedCertificate makes such.
    let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let key = KeyPair::generate().unwrap();
    let pem = params.self_signed(&key).unwrap().pem();
    assert_eq!(said(&pem, &(pem.clone(), key.serialize_pem())), Ok(200));
}

#[test]
fn what_is_no_tls_and_what_is_not_there_have_their_own_words() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut bytes = [0; 512];
        let _ = socket.read(&mut bytes);
        let _ = socket.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
    });
    let http = Http::new(TIMEOUTS, Trust::Platform, "test").unwrap();
    expect_words(
        &get(&http, &format!("https://{address}/")),
        &["does not speak TLS"],
    );
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    expect_words(
        &get(&http, &format!("http://{gone}/")),
        &["nothing listens there"],
    );
    expect_words(
        &get(&http, "http://no-such-host.invalid/"),
        &["host name is not known"],
    );
}

/// A proxy that answers its one request so, and gives what it was asked.
fn proxy(answer: &'static str) -> (String, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let asked = std::thread::spawn(move || {
        let (mut socket, _): (TcpStream, _) = listener.accept().unwrap();
        let mut bytes = [0; 2_048];
        let length = socket.read(&mut bytes).unwrap();
        socket.write_all(answer.as_bytes()).unwrap();
        String::from_utf8_lossy(&bytes[..length]).into_owned()
    });
    (address.to_string(), asked)
}

#[test]
fn a_proxy_is_asked_and_its_refusals_are_told_apart() {
    let through = |proxy: &str, url: &str| {
        let http = Http::through(Some(proxy), TIMEOUTS, Trust::Platform, "test").unwrap();
        get(&http, url)
    };
    let (address, asked) = proxy("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
    let why = through(&format!("http://{address}"), "https://amazon.example/");
    expect_words(&why, &["asks who this is", &address]);
    assert!(asked.join().unwrap().starts_with("CONNECT amazon.example:443 "));
    let (address, asked) = proxy("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
    let why = through(
        &format!("http://ada:hunter2@{address}"),
        "https://amazon.example/",
    );
    expect_words(&why, &["does not let this host through"]);
    assert!(!why.unwrap_err().contains("hunter2"));
    let request = asked.join().unwrap().to_lowercase();
    assert!(request.contains("proxy-authorization: basic "), "{request}");
    let (address, asked) = proxy("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok");
    assert_eq!(
        through(&format!("http://{address}"), "http://sage.example/x"),
        Ok(200)
    );
    assert!(asked.join().unwrap().starts_with("GET http://sage.example/x "));
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let why = through(&format!("http://{gone}"), "https://amazon.example/");
    expect_words(&why, &["the proxy", "was not reached", "nothing listens there"]);
}

#[test]
fn a_proxy_that_answers_for_the_host_is_named_and_its_password_never_shown() {
    let said = |answer: &'static str, url: &str| {
        let (address, asked) = proxy(answer);
        let http = Http::through(
            Some(&format!("http://ada:hunter2@{address}")),
            TIMEOUTS,
            Trust::Platform,
            "test",
        );
        let why = get(&http.unwrap(), url);
        asked.join().unwrap();
        assert!(!format!("{why:?}").contains("hunter2"), "{why:?}");
        (why, address)
    };
    // Plain http is handed on by the proxy, which asks for its own password first: nothing has left by then.
    let asks = "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-type: text/html\r\ncontent-length: 13\r\n\r\n<html></html>";
    for url in ["http://sage.example/x", "https://amazon.example/"] {
        let (why, address) = said(asks, url);
        expect_words(&why, &["asks who this is", &address]);
    }
    let page = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<html><body>Please sign in to this network</body></html>";
    let (why, address) = said(page, "https://amazon.example/");
    expect_words(&why, &["through the proxy", &address, "TLS"]);
    let blocked =
        "HTTP/1.1 503 Blocked\r\ncontent-type: text/html\r\ncontent-length: 13\r\n\r\n<html></html>";
    let (why, address) = said(blocked, "https://amazon.example/");
    expect_words(&why, &["does not let this host through", &address]);
    for bad in [
        "http://ada:hunter2#x@proxy:8080",
        "http://ada:hunter2/x@proxy:8080",
    ] {
        let why = Http::through(Some(bad), TIMEOUTS, Trust::Platform, "test").unwrap_err();
        assert!(!why.contains("hunter2") && why.contains("%23"), "{why}");
    }
}

//! Servers with a bad certificate of each kind, in the place of Amazon and of Sage: `check` has one sentence for each,
//! with advice that can be followed for that system.
//!
//! A proxy leads every host to the one server, so that the hosts are the real ones and nothing leaves this machine.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use ml_connector::sandbox::amazon::Settings as AmazonSettings;
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::World;
use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use crate::harness::{Bench, Ran, now};

const HOSTS: [&str; 3] = [
    "sage.example.com",
    "api.amazon.com",
    "sellingpartnerapi-na.amazon.com",
];

/// What the server shows, to be changed while it runs.
#[derive(Debug, Default)]
struct Shown(Mutex<Option<Arc<CertifiedKey>>>);

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.0.lock().unwrap().clone()
    }
}

impl Shown {
    fn set(&self, chain: Vec<CertificateDer<'static>>, key: &KeyPair) {
        let key = PrivateKeyDer::from_pem_slice(key.serialize_pem().as_bytes()).unwrap();
        let key = rustls::crypto::ring::sign::any_supported_type(&key).unwrap();
        *self.0.lock().unwrap() = Some(Arc::new(CertifiedKey::new(chain, key)));
    }
}

/// A proxy for every host, with the server behind it.
fn proxy(shown: &Arc<Shown>) -> String {
    let config =
        rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(shown) as Arc<dyn ResolvesServerCert>);
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for socket in listener.incoming().flatten() {
            let config = Arc::clone(&config);
            std::thread::spawn(move || serve(socket, config));
        }
    });
    format!("http://{address}")
}

fn serve(mut socket: TcpStream, config: Arc<rustls::ServerConfig>) {
    let mut lines = BufReader::new(&mut socket);
    let mut line = String::new();
    while lines.read_line(&mut line).is_ok_and(|bytes| bytes > 2) {
        line.clear();
    }
    if socket.write_all(b"HTTP/1.1 200 OK\r\n\r\n").is_ok() {
        let mut session = rustls::ServerConnection::new(config).unwrap();
        let _ = rustls::Stream::new(&mut session, &mut socket).read(&mut [0; 512]);
    }
}

struct Authority {
    params: CertificateParams,
    key: KeyPair,
    der: CertificateDer<'static>,
}

impl Authority {
    /// An authority by its own word, or by another's.
    fn new(name: &str, above: Option<&Self>) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let made = match above {
            Some(above) => params.signed_by(&key, &Issuer::from_params(&above.params, &above.key)),
            None => params.self_signed(&key),
        };
        Self {
            der: made.unwrap().der().clone(),
            params,
            key,
        }
    }

    fn pem(&self) -> String {
        self.params.self_signed(&self.key).unwrap().pem()
    }

    /// A server's certificate for the three hosts, bent by `change`.
    fn issue(&self, key: &KeyPair, change: impl FnOnce(&mut CertificateParams)) -> CertificateDer<'static> {
        let mut params = CertificateParams::new(HOSTS.map(str::to_owned).to_vec()).unwrap();
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        change(&mut params);
        let issuer = Issuer::from_params(&self.params, &self.key);
        params.signed_by(key, &issuer).unwrap().der().clone()
    }
}

fn fixture(name: &str) -> CertificateDer<'static> {
    let path = format!("{}/fixtures/tls/{name}.pem", env!("CARGO_MANIFEST_DIR"));
    CertificateDer::from_pem_slice(&fs::read(path).unwrap()).unwrap()
}

/// A company whose Sage and whose Amazon both lie behind the proxy.
struct Behind {
    bench: Bench,
    proxy: String,
}

impl Behind {
    fn new(proxy: String, authorities: &str) -> Self {
        let bench = Bench::without_credentials(
            World::small(7, now()),
            Company::demo(),
            AmazonSettings::unthrottled(),
            SageSettings::default(),
        );
        bench.write("authorities.pem", authorities);
        let behind = Self { bench, proxy };
        behind.configure("ca_file = \"authorities.pem\"\n");
        for (system, values) in [
            ("amazon", "client_id=a\nclient_secret=b\nrefresh_token=c\n"),
            ("sage300", "user=A\npassword=B\n"),
        ] {
            behind
                .run(&["credentials", "set", system, "--stdin"], values)
                .expect(0);
        }
        behind
    }

    fn configure(&self, of_sage: &str) {
        let further = format!("[network]\nproxy = \"{}\"\n", self.proxy);
        let lines: Vec<String> = self
            .bench
            .configuration(&further)
            .lines()
            .filter(|line| !line.starts_with("endpoint =") && !line.starts_with("token_endpoint ="))
            .map(|line| match line.starts_with("url =") {
                true => format!("url = \"https://sage.example.com/Sage300WebApi\"\n{of_sage}"),
                false => line.to_owned(),
            })
            .collect();
        self.bench.write("config.toml", &lines.join("\n"));
    }

    fn run(&self, words: &[&str], stdin: &str) -> Ran {
        let mut child = self
            .bench
            .command(words)
            // No rehearsal: these hosts are not on this machine.
            .env_remove("ML_CONNECTOR_NOW")
            .env("SSL_CERT_FILE", self.bench.path("authorities.pem"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
        Ran::of(child.wait_with_output().unwrap())
    }

    /// What `check` says of Amazon and of Sage.
    fn said(&self) -> [String; 2] {
        let ran = self.run(&["check", "--max-wait", "0s"], "").expect(4);
        ["Login with Amazon cannot be reached", "Sage 300 cannot be read"].map(|begin| {
            let found = ran.stdout.lines().find(|line| line.contains(begin));
            found
                .unwrap_or_else(|| panic!("{begin}:\n{}\n{}", ran.stdout, ran.stderr))
                .to_owned()
        })
    }
}

#[track_caller]
fn expect(said: &str, words: &str, never: &[&str]) {
    assert!(said.contains(words), "`{words}` is not in: {said}");
    for raw in [
        "Context",
        "BadSignature",
        "algorithm_id",
        "1.2.840",
        "{",
        "UnsupportedCert",
        "IIS",
    ] {
        assert!(!said.contains(raw), "`{raw}` stands in: {said}");
    }
    for word in never {
        assert!(!said.contains(word), "`{word}` stands in: {said}");
    }
}

#[test]
fn each_has_its_sentence_for_amazon_and_for_sage() {
    let shown = Arc::new(Shown::default());
    let house = Authority::new("House Authority", None);
    let authorities = format!(
        "{}{}",
        house.pem(),
        include_str!("../../fixtures/tls/authority.pem")
    );
    let behind = Behind::new(proxy(&shown), &authorities);
    let key = KeyPair::generate().unwrap();
    let issued = |change: fn(&mut CertificateParams)| house.issue(&key, change);
    let table: Vec<(CertificateDer<'static>, &str)> = vec![
        (
            fixture("sha-1"),
            "its certificate is signed with SHA-1, which is broken",
        ),
        (fixture("short-key"), "has a key of only 1024 bits"),
        (fixture("version-1"), "its certificate is of version 1"),
        (
            issued(|params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth]),
            "made for another use than a server's",
        ),
        (
            issued(|params| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained)),
            "the server shows an authority's certificate as its own",
        ),
        (
            issued(|params| {
                params.not_before = rcgen::date_time_ymd(2019, 1, 1);
                params.not_after = rcgen::date_time_ymd(2020, 2, 3);
            }),
            "its certificate expired on 2020-02-03",
        ),
        (
            issued(|params| params.not_before = rcgen::date_time_ymd(2099, 1, 1)),
            "valid only from 2099-01-01 on",
        ),
        (
            issued(|params| {
                let other = CertificateParams::new(vec!["old-server.example.com".to_owned()]).unwrap();
                params.subject_alt_names = other.subject_alt_names;
            }),
            "its certificate is for old-server.example.com, not for the host that was asked",
        ),
    ];
    for (certificate, words) in table {
        shown.set(vec![certificate], &key);
        let [amazon, sage] = behind.said();
        expect(&amazon, words, &["ca_file"]);
        expect(&sage, words, &["ca_file"]);
    }
}

#[test]
fn an_authority_that_does_not_count_is_named_with_advice_that_can_be_followed() {
    let shown = Arc::new(Shown::default());
    let house = Authority::new("House Authority", None);
    let behind = Behind::new(proxy(&shown), &house.pem());
    let key = KeyPair::generate().unwrap();
    let middle = Authority::new("Middle Authority", Some(&house));
    let of_middle = middle.issue(&key, |_| {});
    for (certificate, name) in [
        (Authority::new("Another", None).issue(&key, |_| {}), "`Another`"),
        // The chain is broken: the server leaves out the certificate between.
        (of_middle.clone(), "`Middle Authority`"),
    ] {
        shown.set(vec![certificate], &key);
        let [amazon, sage] = behind.said();
        let untrusted =
            format!("its certificate comes from {name}, an authority that this machine does not trust");
        expect(&amazon, &untrusted, &["ca_file"]);
        expect(
            &sage,
            &format!("comes from {name}, not from the authority in `ca_file`"),
            &[],
        );
    }
    // Where `ca_file` is not set, it is what ends it.
    behind.configure("");
    let [_, sage] = behind.said();
    expect(
        &sage,
        "that authority's own certificate exported as Base64 and name the file in `ca_file`",
        &[],
    );
    // And following either advice does: what then answers is only no Sage.
    for (authority, chain) in [
        (middle.pem(), vec![of_middle.clone()]),
        (house.pem(), vec![of_middle, middle.der.clone()]),
    ] {
        behind.bench.write("authorities.pem", &authority);
        behind.configure("ca_file = \"authorities.pem\"\n");
        shown.set(chain, &key);
        let ran = behind.run(&["check", "--max-wait", "0s"], "").expect(4);
        assert!(!ran.stdout.contains("its certificate"), "{}", ran.stdout);
    }
}

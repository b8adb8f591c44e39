//! TLS with certificates that are always verified, and refusals that say in one sentence what is wrong.
//!
//! Without `ca_file` the platform decides (on Windows its store, with the roots that a domain hands out), with it
//! only the authorities of that file count. Either verdict stands; this file only finds the words for it, since
//! a verifier knows the certificate and an error code does not.

use std::sync::{Arc, OnceLock};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme,
};

use super::certificate::{self, CaFile, Refusal};

/// Whose certificates are taken.
#[derive(Debug, Clone, Copy)]
pub enum Trust<'a> {
    /// Those of the platform's authorities; no others can be named.
    Platform,
    /// The same, for a system for which `ca_file` could name others.
    PlatformUnlessNamed,
    /// Only those of these authorities (PEM), which `ca_file` names.
    Only(&'a [u8]),
}

/// A configuration that trusts these authorities.
///
/// # Errors
/// When a given certificate cannot be read, or TLS cannot be set up.
pub(super) fn configuration(trust: Trust<'_>) -> Result<ClientConfig, String> {
    let verifier = verifier(trust)?;
    let builder = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| format!("TLS could not be set up: {error}"))?;
    let mut configuration = builder
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    configuration.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(configuration)
}

fn provider() -> Arc<CryptoProvider> {
    CryptoProvider::get_default()
        .cloned()
        .unwrap_or_else(|| Arc::new(rustls::crypto::ring::default_provider()))
}

/// What decides on a server's certificate.
fn verifier(trust: Trust<'_>) -> Result<Arc<dyn ServerCertVerifier>, String> {
    let provider = provider();
    let (own, ca_file) = match trust {
        Trust::Platform => (None, CaFile::Unknown),
        Trust::PlatformUnlessNamed => (None, CaFile::Unset),
        Trust::Only(pem) => (Some(verifier_of(pem, &provider)?), CaFile::Set),
    };
    Ok(Arc::new(Explaining {
        own,
        ca_file,
        provider,
    }))
}

const NOT_PEM: &str = "the file of `ca_file` holds no certificate in PEM form\n\
    hint: export the certificate as Base64 (.cer or .pem), not as DER or PFX";

fn verifier_of(pem: &[u8], provider: &Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>, String> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|_| NOT_PEM.to_owned())?;
        roots.add(certificate).map_err(|_| NOT_PEM.to_owned())?;
    }
    if roots.is_empty() {
        return Err(NOT_PEM.to_owned());
    }
    let builder = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider));
    let verifier = builder.build().map_err(|_| NOT_PEM.to_owned())?;
    Ok(verifier)
}

/// The platform's verifier, made when a certificate is first judged: a system has some hundred authorities, and
/// reading them costs more than a pass that has nothing to do. None on a system without any, which is a fault only
/// once TLS is needed.
fn platform(provider: &Arc<CryptoProvider>) -> Option<&'static dyn ServerCertVerifier> {
    static PLATFORM: OnceLock<Option<rustls_platform_verifier::Verifier>> = OnceLock::new();
    PLATFORM
        .get_or_init(|| rustls_platform_verifier::Verifier::new(Arc::clone(provider)).ok())
        .as_ref()
        .map(|verifier| verifier as &dyn ServerCertVerifier)
}

/// Another verifier's verdicts, with the reason of a refusal.
#[derive(Debug)]
struct Explaining {
    /// Of `ca_file`; without it the platform decides.
    own: Option<Arc<dyn ServerCertVerifier>>,
    ca_file: CaFile,
    provider: Arc<CryptoProvider>,
}

impl Explaining {
    fn inner(&self) -> Result<&dyn ServerCertVerifier, Error> {
        match &self.own {
            Some(own) => Ok(own.as_ref()),
            None => platform(&self.provider).ok_or_else(|| refused(Refusal::NoAuthorities)),
        }
    }

    fn explained(&self, error: Error, shown: &[&[u8]]) -> Error {
        refused(certificate::why(&error, shown, self.ca_file))
    }
}

fn refused(refusal: Refusal) -> Error {
    Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(refusal))))
}

impl ServerCertVerifier for Explaining {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verdict = self
            .inner()?
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            .map_err(|error| {
                let shown: Vec<&[u8]> = std::iter::once(end_entity)
                    .chain(intermediates)
                    .map(AsRef::as_ref)
                    .collect();
                self.explained(error, &shown)
            })?;
        // The handshake would fail a step later, without a reason.
        match certificate::short(end_entity) {
            Some(refusal) => Err(refused(refusal)),
            None => Ok(verdict),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner()?
            .verify_tls12_signature(message, cert, dss)
            .map_err(|_| refused(certificate::unproven(cert)))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner()?
            .verify_tls13_signature(message, cert, dss)
            .map_err(|_| refused(certificate::unproven(cert)))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

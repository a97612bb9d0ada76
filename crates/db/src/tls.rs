//! TLS to `PostgreSQL`: rustls with ring, the modes of libpq.
//!
//! | `sslmode` | encrypted | the server's certificate |
//! |---|---|---|
//! | `disable` | no | |
//! | `prefer` (the default) | if the server can | not checked |
//! | `require` | yes | not checked, unless `sslrootcert` is given |
//! | `verify-ca` | yes | signed by a known root |
//! | `verify-full` | yes | signed by a known root, for this host |
//!
//! Known roots are those of the machine, or those of the file in `sslrootcert`.

use std::sync::Arc;

use rustls::{
    ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject as _},
};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::DbError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verify {
    Nothing,
    Chain,
    ChainAndName,
}

/// How to connect: what is left of the address for the client, and its TLS.
pub(crate) struct Secured {
    pub config: tokio_postgres::Config,
    pub tls: MakeRustlsConnect,
}

/// Reads an address with the parameters of libpq.
pub(crate) fn secured(url: &str) -> Result<Secured, DbError> {
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let (mut verify, mut encrypted, mut roots, mut rest) = (Verify::Nothing, None, None, Vec::new());
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some(("sslmode", "verify-ca")) => verify = Verify::Chain,
            Some(("sslmode", "verify-full")) => verify = Verify::ChainAndName,
            Some(("sslmode", mode)) => encrypted = Some(mode),
            Some(("sslrootcert", path)) => roots = Some(path.replace("%2F", "/").replace("%2f", "/")),
            _ => rest.push(pair.to_owned()),
        }
    }
    match encrypted {
        _ if verify != Verify::Nothing => rest.push("sslmode=require".to_owned()),
        None | Some("prefer") => rest.push("sslmode=prefer".to_owned()),
        Some("disable") => rest.push("sslmode=disable".to_owned()),
        Some("require") => {
            // As libpq does: with a root file, `require` checks the chain.
            if roots.is_some() {
                verify = Verify::Chain;
            }
            rest.push("sslmode=require".to_owned());
        }
        Some(other) => {
            return Err(DbError::Setup(format!(
                "sslmode={other} is not one of disable, prefer, require, verify-ca, verify-full"
            )));
        }
    }
    let config: tokio_postgres::Config = format!("{address}?{}", rest.join("&"))
        .parse()
        .map_err(|error: tokio_postgres::Error| DbError::Setup(format!("the address of the database: {error}")))?;
    Ok(Secured { config, tls: MakeRustlsConnect::new(client(verify, roots.as_deref())?) })
}

fn client(verify: Verify, roots: Option<&str>) -> Result<ClientConfig, DbError> {
    let provider = Arc::new(ring::default_provider());
    let fault = |error: &dyn std::fmt::Display| DbError::Setup(format!("TLS to the database: {error}"));
    let inner = match verify {
        Verify::Nothing => None,
        Verify::Chain | Verify::ChainAndName => {
            let roots = Arc::new(known_roots(roots)?);
            let verifier = WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&provider)).build();
            Some(verifier.map_err(|error| fault(&error))?)
        }
    };
    let verifier = Arc::new(Verifier { verify, inner, provider: Arc::clone(&provider) });
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| fault(&error))?;
    Ok(builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth())
}

fn known_roots(file: Option<&str>) -> Result<RootCertStore, DbError> {
    let mut store = RootCertStore::empty();
    if let Some(path) = file {
        let fault = |error: &dyn std::fmt::Display| DbError::Setup(format!("sslrootcert={path}: {error}"));
        for certificate in CertificateDer::pem_file_iter(path).map_err(|error| fault(&error))? {
            store.add(certificate.map_err(|error| fault(&error))?).map_err(|error| fault(&error))?;
        }
    } else {
        store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    }
    if store.is_empty() {
        return Err(DbError::Setup("no root certificate is known; name a file with sslrootcert=".to_owned()));
    }
    Ok(store)
}

/// Checks as much of the server's certificate as the mode asks for.
#[derive(Debug)]
struct Verifier {
    verify: Verify,
    inner: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        host: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(inner) = &self.inner else { return Ok(ServerCertVerified::assertion()) };
        match inner.verify_server_cert(end, between, host, ocsp, now) {
            Err(Error::InvalidCertificate(fault)) if self.verify == Verify::Chain && only_the_name(&fault) => {
                Ok(ServerCertVerified::assertion())
            }
            done => done,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// The name is compared last, after the chain has been found sound.
fn only_the_name(fault: &rustls::CertificateError) -> bool {
    matches!(fault, rustls::CertificateError::NotValidForName | rustls::CertificateError::NotValidForNameContext { .. })
}

#[cfg(test)]
mod tests {
    use tokio_postgres::config::SslMode;

    use super::*;

    fn mode(url: &str) -> Result<SslMode, DbError> {
        secured(url).map(|s| s.config.get_ssl_mode())
    }

    #[test]
    fn the_modes_of_libpq_are_understood_and_others_refused() {
        assert_eq!(mode("postgres://me@db/artel").unwrap(), SslMode::Prefer);
        assert_eq!(mode("postgres://me@db/artel?sslmode=disable").unwrap(), SslMode::Disable);
        assert_eq!(mode("postgres://me@db/artel?connect_timeout=3&sslmode=require").unwrap(), SslMode::Require);
        assert!(
            mode("postgres://me@db/artel?sslmode=allowed").is_err_and(|e| e.to_string().contains("sslmode=allowed"))
        );
        let missing = mode("postgres://me@db/artel?sslmode=verify-full&sslrootcert=/no/such.pem");
        assert!(missing.is_err_and(|e| e.to_string().contains("/no/such.pem")));
    }
}

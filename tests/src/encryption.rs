//! TLS to PostgreSQL: a server of its own with a certificate, and every mode of libpq.

use std::{path::Path, process::Command};

use db::{Db, DbError, Place, Sql, params};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

static ENCRYPTED: Sql = Sql::new("test", "select ssl from pg_stat_ssl where pid = pg_backend_pid()");

/// A root and a certificate for `localhost` that it signed.
struct Certificates {
    root: String,
    chain: String,
    key: String,
}

fn certificates() -> Certificates {
    let mut root = CertificateParams::new(Vec::<String>::new()).unwrap();
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = CertifiedIssuer::self_signed(root, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let own = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &root).unwrap();
    Certificates { root: root.pem(), chain: own.pem(), key: key.serialize_pem() }
}

/// A throwaway server; it goes with this value.
struct Cluster {
    folder: tempfile::TempDir,
    port: String,
}

impl Cluster {
    fn script(folder: &Path, what: &str) -> String {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bin/postgres.sh");
        let output = Command::new(script).arg(what).arg(folder.join("cluster")).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Starts a server and gives it the certificate, by its own means: its files belong to its own user.
    async fn start(certificates: &Certificates) -> Self {
        let folder = tempfile::Builder::new().permissions(readable()).tempdir().unwrap();
        let url = Self::script(folder.path(), "start");
        let port = url.rsplit_once(':').unwrap().1.split_once('/').unwrap().0.to_owned();
        let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        for (name, text) in [("server.key", &certificates.key), ("server.crt", &certificates.chain)] {
            let lines = text.lines().map(|line| format!("('{line}')")).collect::<Vec<_>>().join(", ");
            let write = format!("copy (values {lines}) to program 'cat > {name} && chmod 600 {name}'");
            client.batch_execute(&write).await.unwrap();
        }
        client.batch_execute("alter system set ssl = on").await.unwrap();
        client.batch_execute("select pg_reload_conf()").await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        Self { folder, port }
    }

    fn url(&self, host: &str, query: &str) -> String {
        format!("postgres://artel@{host}:{}/postgres{query}", self.port)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        Self::script(self.folder.path(), "stop");
    }
}

/// The server runs as another user, who must be able to look into the folder.
fn readable() -> std::fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(0o755)
}

async fn encrypted(url: String) -> Result<bool, DbError> {
    let db = Db::open(&Place::Postgres(url)).await?;
    db.read(|tx| Box::pin(async { Ok(tx.one::<(bool,)>(&ENCRYPTED, params![]).await?.0) })).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_sslmode_does_what_libpq_says() {
    let (ours, others) = (certificates(), certificates());
    let cluster = Cluster::start(&ours).await;
    let file = |name: &str, text: &str| {
        let path = cluster.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let (root, other) = (file("root.pem", &ours.root), file("other.pem", &others.root));
    let ask = async |host: &str, query: String| encrypted(cluster.url(host, &query)).await;

    assert_eq!(ask("127.0.0.1", "?sslmode=disable".to_owned()).await, Ok(false));
    assert_eq!(ask("127.0.0.1", String::new()).await, Ok(true), "prefer is the default");
    assert_eq!(ask("127.0.0.1", "?sslmode=require".to_owned()).await, Ok(true));
    assert_eq!(ask("localhost", format!("?sslmode=verify-full&sslrootcert={root}")).await, Ok(true));
    assert_eq!(
        ask("127.0.0.1", format!("?sslmode=verify-ca&sslrootcert={root}")).await,
        Ok(true),
        "another name is no fault"
    );
    for (host, query, why) in [
        ("127.0.0.1", format!("?sslmode=verify-full&sslrootcert={root}"), "the certificate is for another name"),
        ("localhost", format!("?sslmode=verify-full&sslrootcert={other}"), "signed by somebody else"),
        ("localhost", format!("?sslmode=verify-ca&sslrootcert={other}"), "signed by somebody else"),
        ("localhost", format!("?sslmode=require&sslrootcert={other}"), "with a root file, require checks the chain"),
        ("localhost", "?sslmode=verify-full".to_owned(), "no root of this machine signed it"),
    ] {
        assert!(ask(host, query).await.is_err(), "{why}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_without_tls_is_used_by_prefer_and_refused_by_require() {
    let url = std::env::var("TEST_POSTGRES").expect("run through `make test`, which starts a PostgreSQL");
    assert_eq!(encrypted(url.clone()).await, Ok(false));
    assert!(encrypted(format!("{url}?sslmode=require")).await.is_err());
}

//! Seals hold, and each way of not opening has its own name.

use proptest::prelude::*;
use secrecy::{ExposeSecret, SecretString};

use super::*;

const SECRET: &[u8] = b"Atzr|planted-secret";
const HOST: &str = "https://api.amazon.com";

fn vault(seed: u8) -> Vault {
    use base64::Engine;
    let text = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode([seed; 32]);
    Vault::from_text(&SecretString::from(text)).unwrap()
}

fn binding(name: &'static str) -> Binding<'static> {
    Binding {
        system: "amazon",
        name,
        host: HOST,
    }
}

/// The first word of the error, which is how the four faults begin.
fn fault(vault: &Vault, binding: &Binding<'_>, stored_host: &str, sealed: &[u8]) -> String {
    let error = vault.open_value(binding, stored_host, sealed).unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(!text.contains("planted"), "{text}");
    text.split(':').next().unwrap_or_default().to_owned()
}

#[test]
fn the_four_faults_are_told_apart() {
    let refresh = binding("refresh_token");
    let sealed = vault(1).seal(&refresh, SECRET).unwrap();
    assert_eq!(fault(&vault(2), &refresh, HOST, &sealed), "wrong key");
    let mut bent = sealed.clone();
    bent[30] ^= 1;
    assert_eq!(fault(&vault(1), &refresh, HOST, &bent), "damaged");
    assert_eq!(fault(&vault(1), &refresh, HOST, &sealed[..10]), "damaged");
    let elsewhere = Binding {
        host: "https://evil.example",
        ..refresh
    };
    assert_eq!(fault(&vault(1), &elsewhere, HOST, &sealed), "changed host");
    // With the noted host edited as well, the seal itself still refuses.
    assert_eq!(fault(&vault(1), &elsewhere, elsewhere.host, &sealed), "damaged");
    assert_eq!(
        fault(&vault(1), &binding("client_secret"), HOST, &sealed),
        "damaged"
    );
    let missing = Vault::open(&KeySource::File("no-such-folder/key".into()))
        .unwrap_err()
        .to_string();
    assert!(
        missing.starts_with("no key: the key file no-such-folder"),
        "{missing}"
    );
}

#[test]
fn nothing_shows_the_key_or_the_secret() {
    let vault = vault(7);
    assert_eq!(format!("{vault:?}"), format!("Vault({})", vault.key_id()));
    let sealed = vault.seal(&binding("a"), SECRET).unwrap();
    assert!(!sealed.windows(7).any(|part| part == b"planted"));
    assert_ne!(
        sealed,
        vault.seal(&binding("a"), SECRET).unwrap(),
        "a nonce was used twice"
    );
    let opened = vault.open_text(&binding("a"), HOST, &sealed).unwrap();
    assert_eq!(opened.expose_secret().as_bytes(), SECRET);
    assert!(!format!("{opened:?}").contains("planted"));
}

#[test]
fn fingerprints_follow_the_secret_the_row_and_the_key() {
    let print = vault(1).fingerprint(&binding("a"), SECRET);
    assert_eq!(print.len(), 8);
    assert_eq!(print, vault(1).fingerprint(&binding("a"), SECRET));
    assert_ne!(print, vault(1).fingerprint(&binding("a"), b"other"));
    assert_ne!(print, vault(1).fingerprint(&binding("b"), SECRET));
    assert_ne!(print, vault(2).fingerprint(&binding("a"), SECRET));
}

#[test]
fn a_key_file_is_made_once_and_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let source = KeySource::File(folder.path().join("key"));
    let made = Vault::create_key(&source).unwrap();
    assert_eq!(Vault::open(&source).unwrap().key_id(), made.key_id());
    assert!(matches!(
        Vault::create_key(&source),
        Err(VaultError::KeyExists(_))
    ));
    std::fs::write(folder.path().join("key"), "too short\n").unwrap();
    assert!(matches!(Vault::open(&source), Err(VaultError::KeyMalformed(_))));
    let text = Vault::generate_key().unwrap();
    std::fs::write(
        folder.path().join("key"),
        format!(" {}=\r\n", text.expose_secret()),
    )
    .unwrap();
    assert_eq!(
        Vault::open(&source).unwrap().key_id(),
        Vault::from_text(&text).unwrap().key_id()
    );
}

#[cfg(unix)]
#[test]
fn a_key_file_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    let source = KeySource::File(path.clone());
    Vault::create_key(&source).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    for exposed in [0o640, 0o604, 0o620] {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(exposed)).unwrap();
        let error = Vault::open(&source).unwrap_err().to_string();
        assert!(
            error.contains(&format!("mode {exposed:03o}")) && error.contains("chmod 600"),
            "{error}"
        );
    }
    assert!(Vault::open(&KeySource::File(folder.path().to_owned())).is_err());
}

#[cfg(unix)]
#[test]
fn a_command_prints_the_key_and_nothing_of_it_is_shown() {
    use std::path::Path;
    use std::time::{Duration, Instant};
    let by_command = |words| KeySource::Command {
        words,
        folder: ".".into(),
    };
    let words = |script: &str| vec!["sh".to_owned(), "-c".to_owned(), script.to_owned()];
    let text = Vault::generate_key().unwrap();
    let print = format!("echo {}; echo planted >&2", text.expose_secret());
    let vault = Vault::open(&by_command(words(&print))).unwrap();
    assert_eq!(vault.key_id(), Vault::from_text(&text).unwrap().key_id());
    for script in [
        "echo planted; echo planted >&2; exit 3",
        "true",
        "echo planted",
        "kill -9 $$",
        "yes planted",
    ] {
        let error = Vault::open(&by_command(words(script))).unwrap_err().to_string();
        assert!(!error.contains("planted"), "{error}");
    }
    for script in ["sleep 20", "exec >&-; sleep 20"] {
        let begun = Instant::now();
        let error = command::output_within(&words(script), Path::new("."), Duration::from_millis(200))
            .unwrap_err()
            .to_string();
        assert!(error.contains("did not finish"), "{error}");
        assert!(begun.elapsed() < Duration::from_secs(10));
    }
    assert!(Vault::open(&by_command(vec!["no-such-program-here".to_owned()])).is_err());
}

#[test]
fn a_missing_variable_says_its_name() {
    let error = Vault::open(&KeySource::Environment("ML_CONNECTOR_NO_SUCH_KEY".to_owned())).unwrap_err();
    assert!(
        error.to_string().contains("ML_CONNECTOR_NO_SUCH_KEY is missing"),
        "{error}"
    );
}

#[test]
fn a_change_of_key_survives_a_crash_at_each_step() {
    let folder = tempfile::tempdir().unwrap();
    let source = KeySource::File(folder.path().join("key"));
    let row = binding("refresh_token");
    let old = Vault::create_key(&source).unwrap();
    let sealed = old.seal(&row, SECRET).unwrap();
    let opens = |sealed: &[u8]| {
        let vault = Vault::open_fitting(&source, Some(sealed)).unwrap();
        vault.open_value(&row, HOST, sealed).unwrap().expose_secret() == SECRET
    };
    // A crash before the commit: the old key still works, also when it happens twice.
    drop(Rotation::begin(&source).unwrap());
    assert!(opens(&sealed));
    let rotation = Rotation::begin(&source).unwrap();
    assert!(opens(&sealed));
    // A crash after the commit: the waiting key takes its place.
    let again = rotation.vault().seal(&row, SECRET).unwrap();
    drop(rotation);
    assert!(opens(&again));
    assert!(!folder.path().join("key.new").exists());
    assert!(opens(&again));
    // Without a crash.
    let rotation = Rotation::begin(&source).unwrap();
    let third = rotation.vault().seal(&row, SECRET).unwrap();
    let id = rotation.finish().unwrap().key_id();
    assert_eq!(Vault::open(&source).unwrap().key_id(), id);
    assert!(opens(&third));
    assert!(matches!(
        Rotation::begin(&KeySource::Environment("A".to_owned())),
        Err(VaultError::NotOurs(_))
    ));
}

#[cfg(windows)]
#[test]
fn windows_protects_a_key_for_the_account_and_for_the_machine() {
    let folder = tempfile::tempdir().unwrap();
    for (name, scope) in [("user", DpapiScope::User), ("machine", DpapiScope::Machine)] {
        let file = folder.path().join(name);
        let source = KeySource::Dpapi {
            scope,
            file: file.clone(),
        };
        let made = Vault::create_key(&source).unwrap();
        assert_eq!(Vault::open(&source).unwrap().key_id(), made.key_id());
        let mut bytes = std::fs::read(&file).unwrap();
        assert!(bytes.len() > 100, "the key lies there unprotected");
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        std::fs::write(&file, bytes).unwrap();
        let words = Vault::open(&source).unwrap_err().to_string();
        // Which number Windows gives for a flipped bit is its own matter; what it says fits the scope.
        assert!(words.contains("protected key"), "{words}");
        let other = ["\"machine\"", "\"user\""][usize::from(name == "machine")];
        assert!(!words.contains(&format!("with dpapi = {other}")), "{words}");
    }
}

#[cfg(not(windows))]
#[test]
fn the_protection_of_windows_is_refused_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let source = KeySource::Dpapi {
        scope: DpapiScope::User,
        file: folder.path().join("key"),
    };
    assert!(matches!(
        Vault::create_key(&source),
        Err(VaultError::NotOnThisSystem)
    ));
}

proptest! {
    #[test]
    fn what_is_sealed_opens(secret in prop::collection::vec(any::<u8>(), 0..300), host in "\\PC{0,20}", name in "\\PC{0,20}") {
        let row = Binding { system: "sage300", name: &name, host: &host };
        let vault = vault(1);
        let sealed = vault.seal(&row, &secret).unwrap();
        prop_assert!(vault.fits(&sealed));
        let opened = vault.open_value(&row, &host, &sealed).unwrap();
        prop_assert_eq!(opened.expose_secret(), &secret[..]);
    }

    #[test]
    fn any_flipped_bit_is_refused(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let (vault, row) = (vault(1), binding("a"));
        let mut sealed = vault.seal(&row, SECRET).unwrap();
        let at = at.index(sealed.len());
        sealed[at] ^= 1 << bit;
        prop_assert_eq!(fault(&vault, &row, HOST, &sealed), "damaged");
    }

    #[test]
    fn rows_that_share_bytes_do_not_share_seals(a in "[ab]{1,3}", b in "[ab]{1,3}", c in "[ab]{1,3}", d in "[ab]{1,3}") {
        prop_assume!((&a, &b) != (&c, &d));
        let sealed = vault(1).seal(&Binding { system: &a, name: &b, host: HOST }, SECRET).unwrap();
        let other = Binding { system: &c, name: &d, host: HOST };
        prop_assert!(vault(1).open_value(&other, HOST, &sealed).is_err());
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..120), text in "\\PC{0,80}") {
        prop_assert!(vault(1).open_value(&binding("a"), HOST, &bytes).is_err());
        let _ = Vault::from_text(&SecretString::from(text));
    }
}

//! A seal on caches, by which kbnote knows its own.
//!
//! A vault that somebody else made may bring caches along, with the right hashes and the wrong
//! content. What is read fast because kbnote wrote it itself ends with a seal, made under a key that
//! lies in the user's state folder: no other cache is read.

use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use twox_hash::XxHash3_64;

use crate::{FileError, Vault, files};

/// The name of the key in the user's state folder.
const KEY: &str = "cache.key";

/// How many bytes of the key and of a seal there are.
const LEN: usize = 32;

impl Vault {
    /// The bytes with a seal behind them; nothing where there is no place for a key.
    pub(crate) fn sealed(&self, name: &str, bytes: &[u8]) -> Option<Vec<u8>> {
        let key = self.key().or_else(|| self.make_key())?;
        let seal = hmac::sign(&key, &self.sealed_text(name, bytes));
        Some([bytes, seal.as_ref()].concat())
    }

    /// The bytes before the seal; nothing if it is not this user's, for this file of this vault.
    pub(crate) fn unsealed(&self, name: &str, mut bytes: Vec<u8>) -> Option<Vec<u8>> {
        let end = bytes.len().checked_sub(LEN)?;
        let text = self.sealed_text(name, &bytes[..end]);
        hmac::verify(&self.key()?, &text, &bytes[end..]).ok()?;
        bytes.truncate(end);
        Some(bytes)
    }

    /// What a seal is made of. The hash stands for the bytes, which may be many.
    fn sealed_text(&self, name: &str, bytes: &[u8]) -> Vec<u8> {
        let hash = XxHash3_64::oneshot(bytes).to_le_bytes();
        let root = self.real_root().as_os_str().as_encoded_bytes();
        [
            &hash,
            &bytes.len().to_le_bytes()[..],
            name.as_bytes(),
            b"\0",
            root,
        ]
        .concat()
    }

    fn key(&self) -> Option<hmac::Key> {
        let bytes = files::read(&self.any_vaults_dir()?.join(KEY)).ok()?;
        (bytes.len() == LEN).then(|| hmac::Key::new(hmac::HMAC_SHA256, &bytes))
    }

    /// Makes a key, unless another process just did.
    fn make_key(&self) -> Option<hmac::Key> {
        let mut bytes = [0; LEN];
        SystemRandom::new().fill(&mut bytes).ok()?;
        self.make_user_dir().ok()?;
        let path = self.any_vaults_dir()?.join(KEY);
        match files::create(&path, &bytes) {
            Ok(()) | Err(FileError::Exists { .. }) => self.key(),
            Err(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing;

    #[test]
    fn a_cache_is_known_by_its_seal_alone() {
        let (_dir, vault) = testing::vault();
        let sealed = vault.sealed("a", b"cache").unwrap();
        assert_eq!(
            vault.unsealed("a", sealed.clone()).as_deref(),
            Some(&b"cache"[..])
        );
        assert_eq!(vault.unsealed("b", sealed.clone()), None, "another file's");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(vault.unsealed("a", changed), None, "changed at {at}");
        }
        for short in [&b""[..], b"cache", &sealed[..sealed.len() - 1]] {
            assert_eq!(vault.unsealed("a", short.to_vec()), None);
        }
    }

    #[test]
    fn a_cache_of_another_user_or_vault_is_not_read() {
        let (_dir, vault) = testing::vault();
        let (other_dir, other) = testing::vault();
        let sealed = vault.sealed("a", b"cache").unwrap();
        assert_eq!(other.unsealed("a", sealed.clone()), None, "no key yet");
        other.sealed("a", b"cache").unwrap();
        assert_eq!(other.unsealed("a", sealed.clone()), None, "another key");
        let moved = vault
            .clone()
            .with_state_home(&other_dir.path().join(".state"));
        assert_eq!(moved.unsealed("a", sealed), None, "another user");
    }
}

//! Templates: the vault's own, else the built-in ones.

use std::{fs, io};

use crate::{FileError, Vault};

/// A built-in template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuiltInTemplate {
    /// Its file name: `note.hbs`.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

impl Vault {
    /// The text of the vault's template with that name, else of the built-in one. An empty file counts as none: a
    /// shell makes one before `kbnote template show note > templates/note.hbs` prints the built-in template.
    ///
    /// # Errors
    /// If the vault has one that cannot be read, or is not in UTF-8.
    pub fn template(&self, built_in: BuiltInTemplate) -> Result<String, FileError> {
        let path = self.templates_dir().join(built_in.name);
        let own = self.read_own(&path)?.map(String::from_utf8).transpose();
        let own = own.map_err(|_| FileError::Read {
            path,
            source: io::Error::new(io::ErrorKind::InvalidData, "it is not in UTF-8"),
        });
        let own = own?.filter(|text| !text.trim().is_empty());
        Ok(own.unwrap_or_else(|| built_in.text.to_owned()))
    }

    /// The names of the files in the folder of templates that have the extension of a template, sorted.
    ///
    /// # Errors
    /// If the folder exists and cannot be listed.
    pub fn template_files(&self) -> Result<Vec<String>, FileError> {
        let folder = self.templates_dir();
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => {
                return Err(FileError::Read {
                    path: folder,
                    source,
                });
            }
        };
        let names = entries
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok());
        let mut names: Vec<String> = names.filter(|name| name.ends_with(".hbs")).collect();
        names.sort();
        Ok(names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{files, testing};

    #[test]
    fn the_vaults_own_template_wins() {
        let (dir, vault) = testing::vault();
        let built_in = BuiltInTemplate {
            name: "note.hbs",
            text: "built in",
        };
        assert_eq!(vault.template(built_in).unwrap(), "built in");
        files::create(&dir.path().join("templates/note.hbs"), b"own").unwrap();
        assert_eq!(vault.template(built_in).unwrap(), "own");
        files::replace(&dir.path().join("templates/note.hbs"), b" \n").unwrap();
        assert_eq!(vault.template(built_in).unwrap(), "built in");
        let latin = dir.path().join("templates/note.hbs");
        files::replace(&latin, b"Gr\xfc\xdfe").unwrap();
        assert!(vault.template(built_in).is_err());
    }
}

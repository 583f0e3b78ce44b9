//! For tests only: a server that plays recorded HTTP exchanges on loopback.

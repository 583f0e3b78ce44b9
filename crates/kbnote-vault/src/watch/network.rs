//! Which file systems do not report what other machines change on them.

use std::path::Path;

/// The name of the file system of a folder, if it reports no changes made elsewhere.
#[cfg(target_os = "linux")]
pub(super) fn silent_file_system(folder: &Path) -> Option<&'static str> {
    const SILENT: [(u32, &str); 9] = [
        (0x6969, "NFS"),
        (0x517b, "SMB"),
        (0xff53_4d42, "CIFS"),
        (0xfe53_4d42, "SMB"),
        (0x6573_5546, "FUSE"),
        (0x0102_1997, "9P"),
        (0x5346_414f, "AFS"),
        (0x00c3_6400, "Ceph"),
        (0x786f_4256, "a folder shared by VirtualBox"),
    ];
    let system = rustix::fs::statfs(folder).ok()?;
    // The type is 32 bits wide in whatever number the platform keeps it.
    let kind = u32::try_from(i128::from(system.f_type) & 0xffff_ffff).ok()?;
    let (_, name) = SILENT.into_iter().find(|(silent, _)| *silent == kind)?;
    Some(name)
}

/// Elsewhere no file system is known to be silent.
#[cfg(not(target_os = "linux"))]
pub(super) fn silent_file_system(_: &Path) -> Option<&'static str> {
    None
}

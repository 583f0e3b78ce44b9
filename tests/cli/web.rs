//! A server on loopback with files at paths, for sources that are not YouTube's.

use kbnote_testkit::{Exchange, Pattern, RecordedServer, Reply};

use crate::support::TestVault;

pub(crate) const VTT: &str = "WEBVTT\n\n00:01.000 --> 00:05.000\n<v Ana>The flocks of starlings come in to the reed beds at dusk.\n\n00:06.000 --> 00:11.000\n<v Ben>And two of the volunteers count them from the old railway bridge.\n\n01:12.000 --> 01:17.000\n<v Ana>A warm flask of tea helps more than expensive binoculars, as we have seen.\n";

/// A server with these files.
pub(crate) fn server<'a>(files: impl IntoIterator<Item = (&'a str, String)>) -> RecordedServer {
    let server = RecordedServer::start([]);
    for (path, content) in files {
        serve(&server, path, content);
    }
    server
}

/// Adds a file, in which `{here}` is the address of the server.
pub(crate) fn serve(server: &RecordedServer, path: &str, content: impl AsRef<str>) {
    let content = content.as_ref().replace("{here}", &server.url());
    server.add(Exchange::new(Pattern::get(path), Reply::bytes(content)));
}

/// The one transcript of a vault.
pub(crate) fn only_transcript(vault: &TestVault) -> serde_json::Value {
    let transcripts = transcripts(vault);
    let [only] = transcripts.as_slice() else {
        panic!("one transcript: {transcripts:?}")
    };
    only.clone()
}

/// All transcripts, in the order of their ids.
pub(crate) fn transcripts(vault: &TestVault) -> Vec<serde_json::Value> {
    let files = vault.snapshot().into_iter();
    let files = files.filter(|(name, _)| name.starts_with("transcripts/"));
    files
        .map(|(_, bytes)| serde_json::from_slice(&bytes).expect("JSON"))
        .collect()
}

/// The texts of the cues of the first track.
pub(crate) fn texts(transcript: &serde_json::Value) -> Vec<String> {
    let cues = transcript["tracks"][0]["cues"].as_array().expect("cues");
    cues.iter().map(ToString::to_string).collect()
}

//! YouTube over HTTP: metadata, chapters and caption tracks of a video.

//! What is wanted of a video and by which route, as it is typed.

use std::fmt;
use std::path::PathBuf;

use kbnote_app::programs;
use kbnote_core::{LanguageTag, Track, TrackId, TrackKind, Transcript};
use kbnote_fetch::{FetchOptions, KindWish, Route, TrackWish, TrackWishes, YtDlp};

use crate::context::Context;
use crate::language_arg::{known_language, known_languages};

/// Which track of a video is wished for.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct WishArgs {
    /// Languages or track ids in order of wish; `orig` is the language spoken [default: orig,en]
    #[arg(long, value_name = "LANG,…", value_parser = known_languages)]
    lang: Option<String>,
    /// Who wrote the captions: manual, auto, or any (manual, else automatic)
    #[arg(long, value_name = "KIND", default_value = "any")]
    kind: WishedKind,
    /// Have YouTube translate the captions into this language
    #[arg(long, value_name = "LANG", value_parser = known_language)]
    translate: Option<LanguageTag>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum WishedKind {
    /// A person
    Manual,
    /// Speech recognition
    Auto,
    /// A person, else speech recognition
    Any,
}

impl fmt::Display for WishArgs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lang = self.lang.as_deref().unwrap_or("default");
        write!(f, "{lang} {:?}", self.kind)?;
        match &self.translate {
            Some(language) => write!(f, " in {language}"),
            None => Ok(()),
        }
    }
}

/// By which route YouTube is reached.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct RouteArgs {
    /// Who asks YouTube: kbnote, yt-dlp, or auto (kbnote, else yt-dlp where it is installed)
    #[arg(long, value_name = "ROUTE", default_value = "auto")]
    source: RouteName,
    /// Cookies of a browser that is signed in, in Netscape's format
    #[arg(long, value_name = "FILE")]
    pub(super) cookies: Option<PathBuf>,
    /// Proxy: http://, https://, socks5:// or socks5h://
    #[arg(long, value_name = "URL")]
    pub(super) proxy: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum RouteName {
    /// kbnote; where YouTube refuses, yt-dlp
    Auto,
    /// kbnote only
    Youtube,
    /// yt-dlp only
    YtDlp,
}

impl RouteArgs {
    pub(crate) fn route(&self) -> Route {
        match self.source {
            RouteName::Auto => Route::Auto,
            RouteName::Youtube => Route::YouTube,
            RouteName::YtDlp => Route::YtDlp,
        }
    }

    pub(crate) fn yt_dlp(&self) -> YtDlp {
        YtDlp {
            program: programs::place_of("yt-dlp"),
            search_path: Some(programs::path()),
            cookies: self.cookies.clone(),
            proxy: self.proxy.clone(),
        }
    }
}

impl WishArgs {
    /// What the fetcher is told; with `each`, a track is wanted for each wish.
    pub(crate) fn options(&self, cx: &Context, route: &RouteArgs, each: bool) -> FetchOptions {
        FetchOptions {
            wishes: self.wishes(cx),
            each,
            translate: self.translate.clone(),
            route: route.route(),
            yt_dlp: route.yt_dlp(),
        }
    }

    fn wishes(&self, cx: &Context) -> TrackWishes {
        let settings = || cx.vault.settings().youtube.languages.join(",");
        let languages = self.lang.clone().unwrap_or_else(settings);
        // Any text is a wish; one that is no language is a track's id.
        let mut wishes: TrackWishes = languages.parse().unwrap_or_default();
        wishes.kind = match self.kind {
            WishedKind::Any => KindWish::Any,
            WishedKind::Manual => KindWish::Only(TrackKind::Manual),
            WishedKind::Auto => KindWish::Only(TrackKind::Automatic),
        };
        wishes
    }

    /// Whether a track was asked for at all.
    pub(crate) fn is_given(&self) -> bool {
        self.lang.is_some() || self.kind != WishedKind::Any || self.translate.is_some()
    }

    /// The stored track that serves the wish, if any.
    pub(crate) fn served_by(&self, cx: &Context, transcript: &Transcript) -> Option<TrackId> {
        self.served(cx, transcript, false)?.into_iter().next()
    }

    /// The stored tracks that serve the wish, if it is served; with `each`, if every language is.
    ///
    /// Which language is spoken is not stored: a wish for it is served by any track.
    pub(crate) fn served(
        &self,
        cx: &Context,
        transcript: &Transcript,
        each: bool,
    ) -> Option<Vec<TrackId>> {
        let wishes = self.wishes(cx);
        let tracks: Vec<&Track> = transcript
            .tracks
            .iter()
            .filter(|track| self.may_serve(wishes.kind, track))
            .collect();
        let find = |wish: &TrackWish| {
            let serves = |track: &&&Track| match wish {
                TrackWish::Original => true,
                TrackWish::Track(id) => track.id == *id,
                TrackWish::Language(_) if self.lang.is_none() => true,
                TrackWish::Language(language) => {
                    self.translate.is_some() || track.language.satisfies(language)
                }
            };
            tracks.iter().find(serves).map(|track| track.id.clone())
        };
        let mut served = wishes.languages.iter().map(find);
        if each {
            served
                .collect::<Option<Vec<_>>>()
                .filter(|all| !all.is_empty())
        } else {
            served.find_map(|track| track).map(|track| vec![track])
        }
    }

    /// Whether a stored track says anything and is of the kind wished for: who wrote it, and
    /// whether translated.
    fn may_serve(&self, kind: KindWish, track: &Track) -> bool {
        if track.cues.is_empty() {
            return false;
        }
        match &self.translate {
            Some(language) => is_translation(&track.id) && track.language == *language,
            None => {
                !is_translation(&track.id)
                    && match kind {
                        KindWish::Any => true,
                        KindWish::Only(kind) => track.kind == kind,
                    }
            }
        }
    }
}

/// The id under which YouTube's translation of a track is stored: `t.sv.en` is `.en` in Swedish,
/// `t.sv.a.en` the automatic `a.en`.
pub(super) fn translation_id(track: &TrackId, language: &LanguageTag) -> TrackId {
    let source = track.as_str().trim_start_matches('.');
    TrackId::new(format!("t.{language}.{source}"))
}

fn is_translation(track: &TrackId) -> bool {
    track.as_str().starts_with("t.")
}

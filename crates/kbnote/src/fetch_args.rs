//! Arguments of the commands that fetch: preferred tracks, and how YouTube is reached.

use std::path::PathBuf;

use kbnote_app::fetch::{RouteOptions, TrackPreference};
use kbnote_core::{LanguageTag, TrackKind};
use kbnote_fetch::{KindPreference, Route};

use crate::context::Context;
use crate::language_arg::{known_language, known_languages};

/// Which tracks of a video are preferred.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct PreferenceArgs {
    /// Languages or track ids in order of preference; `orig` is the language spoken [default: orig,en]
    #[arg(long, value_name = "LANG,…", value_parser = known_languages)]
    lang: Option<String>,
    /// Who wrote the captions: manual, auto, or any (manual, else automatic)
    #[arg(long, value_name = "KIND", default_value = "any")]
    kind: KindArg,
    /// Have YouTube translate the captions into this language
    #[arg(long, value_name = "LANG", value_parser = known_language)]
    translate: Option<LanguageTag>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum KindArg {
    /// A person
    Manual,
    /// Speech recognition
    Auto,
    /// A person, else speech recognition
    Any,
}

impl PreferenceArgs {
    pub(crate) fn preference(&self) -> TrackPreference {
        TrackPreference {
            languages: self.lang.clone(),
            kind: match self.kind {
                KindArg::Any => KindPreference::Any,
                KindArg::Manual => KindPreference::Only(TrackKind::Manual),
                KindArg::Auto => KindPreference::Only(TrackKind::Automatic),
            },
            translate: self.translate.clone(),
        }
    }
}

/// How YouTube is reached.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct RouteArgs {
    /// Program that finds the captions: kbnote, yt-dlp (on any site it knows), or auto (kbnote; for
    /// YouTube, else yt-dlp where it is installed)
    #[arg(long, value_name = "ROUTE", default_value = "auto")]
    source: RouteArg,
    /// Cookies of a signed-in browser, in Netscape's format
    #[arg(long, value_name = "FILE")]
    cookies: Option<PathBuf>,
    /// Proxy: http://, https://, socks5:// or socks5h://
    #[arg(long, value_name = "URL")]
    proxy: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum RouteArg {
    /// kbnote; where YouTube refuses, yt-dlp
    Auto,
    /// kbnote only
    Youtube,
    /// yt-dlp only
    YtDlp,
}

impl RouteArgs {
    pub(crate) fn options(&self, cx: &Context) -> RouteOptions {
        let given = RouteOptions {
            route: match self.source {
                RouteArg::Auto => Route::Auto,
                RouteArg::Youtube => Route::YouTube,
                RouteArg::YtDlp => Route::YtDlp,
            },
            cookies: self.cookies.clone(),
            proxy: self.proxy.clone(),
        };
        given.or_of_user(&cx.workspace.user)
    }
}

//! Arguments of the commands that fetch: preferred tracks, and how YouTube is reached.

use std::path::PathBuf;

use kbnote_app::fetch::{RouteOptions, TrackPreference};
use kbnote_core::{LanguageTag, TrackKind};
use kbnote_fetch::{KindPreference, Route};

use crate::context::Context;
use crate::language_arg::{known_language, known_languages};

/// Which tracks of a video are preferred.
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Which captions")]
pub(crate) struct PreferenceArgs {
    /// Languages in order of preference [default: orig,en]
    ///
    /// `orig` is the language spoken, `en` also takes `en-GB`. The id of a track, as `--list` shows it, names that one.
    #[arg(long, value_name = "LANG,…", value_parser = known_languages)]
    lang: Option<String>,
    /// Who wrote them
    #[arg(long, value_name = "KIND", default_value = "any")]
    kind: KindArg,
    /// Have YouTube translate them into this language
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
#[command(next_help_heading = "Network")]
pub(crate) struct RouteArgs {
    /// Program to use
    ///
    /// kbnote itself, or yt-dlp, on any site that it knows. `auto` is kbnote; where YouTube refuses that, yt-dlp if it
    /// is installed.
    #[arg(long, value_name = "ROUTE", default_value = "auto")]
    source: RouteArg,
    /// Cookies of a signed-in browser, in Netscape's format
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    cookies: Option<PathBuf>,
    /// Proxy: http://, https://, socks5:// or socks5h://
    #[arg(long, value_name = "URL", hide_short_help = true)]
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

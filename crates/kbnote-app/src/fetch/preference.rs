//! Which tracks of a video are preferred.

use std::fmt;

use kbnote_core::{LanguageTag, Track, TrackId, TrackKind, Transcript};
use kbnote_fetch::{FetchOptions, KindPreference, LanguagePreference, TrackPreferences};

use super::client::RouteOptions;
use crate::Workspace;

/// Which tracks of a video are preferred.
#[derive(Clone, Debug, Default)]
pub struct TrackPreference {
    /// Languages or ids of tracks in order of preference, separated by commas; without them, those of
    /// the settings.
    pub languages: Option<String>,
    /// Who wrote the captions.
    pub kind: KindPreference,
    /// Language into which YouTube is to translate the captions.
    pub translate: Option<LanguageTag>,
}

/// A text that tells two preferences apart, as it is stored in the journal of a batch.
impl fmt::Display for TrackPreference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let languages = self.languages.as_deref().unwrap_or("default");
        let kind = match self.kind {
            KindPreference::Any => "Any",
            KindPreference::Only(TrackKind::Manual) => "Manual",
            KindPreference::Only(TrackKind::Automatic) => "Auto",
        };
        write!(f, "{languages} {kind}")?;
        match &self.translate {
            Some(language) => write!(f, " in {language}"),
            None => Ok(()),
        }
    }
}

impl TrackPreference {
    /// Options for the fetcher; with `each`, one track for every preference.
    pub(super) fn options(
        &self,
        workspace: &Workspace,
        route: &RouteOptions,
        each: bool,
    ) -> FetchOptions {
        FetchOptions {
            preferences: self.preferences(workspace),
            each,
            translate: self.translate.clone(),
            route: route.route,
            yt_dlp: route.yt_dlp(),
        }
    }

    fn preferences(&self, workspace: &Workspace) -> TrackPreferences {
        let settings = || workspace.vault.settings().youtube.languages.join(",");
        let languages = self.languages.clone().unwrap_or_else(settings);
        // Any text is a preference; one that is not a language is a track's id.
        let mut preferences: TrackPreferences = languages.parse().unwrap_or_default();
        preferences.kind = self.kind;
        preferences
    }

    /// Whether it asks for anything but the default.
    #[must_use]
    pub fn is_given(&self) -> bool {
        self.languages.is_some() || self.kind != KindPreference::Any || self.translate.is_some()
    }

    /// The preferred stored track, if any.
    #[must_use]
    pub fn stored_track(&self, workspace: &Workspace, transcript: &Transcript) -> Option<TrackId> {
        self.satisfied_by(workspace, transcript, false)?
            .into_iter()
            .next()
    }

    /// The preferred stored tracks, if there are any; with `each`, if there is one for every language.
    ///
    /// The language spoken is not stored: any track satisfies a preference for it.
    pub(super) fn satisfied_by(
        &self,
        workspace: &Workspace,
        transcript: &Transcript,
        each: bool,
    ) -> Option<Vec<TrackId>> {
        let preferences = self.preferences(workspace);
        let tracks: Vec<&Track> = transcript
            .tracks
            .iter()
            .filter(|track| self.is_eligible(preferences.kind, track))
            .collect();
        let find = |preference: &LanguagePreference| {
            let satisfies = |track: &&&Track| match preference {
                LanguagePreference::Original => true,
                LanguagePreference::Track(id) => track.id == *id,
                LanguagePreference::Language(_) if self.languages.is_none() => true,
                LanguagePreference::Language(language) => {
                    self.translate.is_some() || track.language.satisfies(language)
                }
            };
            tracks.iter().find(satisfies).map(|track| track.id.clone())
        };
        let mut satisfied = preferences.languages.iter().map(find);
        if each {
            satisfied
                .collect::<Option<Vec<_>>>()
                .filter(|all| !all.is_empty())
        } else {
            satisfied.find_map(|track| track).map(|track| vec![track])
        }
    }

    /// Whether a stored track has captions of the preferred kind and translation.
    fn is_eligible(&self, kind: KindPreference, track: &Track) -> bool {
        if track.cues.is_empty() {
            return false;
        }
        match &self.translate {
            Some(language) => is_translation(&track.id) && track.language == *language,
            None => {
                !is_translation(&track.id)
                    && match kind {
                        KindPreference::Any => true,
                        KindPreference::Only(kind) => track.kind == kind,
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

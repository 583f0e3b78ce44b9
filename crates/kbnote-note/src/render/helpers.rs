//! The helpers that a template may call.

use handlebars::{
    Context, Handlebars, Helper, HelperDef, RenderContext, RenderError, RenderErrorReason,
    ScopedJson, handlebars_helper,
};
use kbnote_core::address_at;
use serde_json::Value;

use super::condition::Condition;
use super::context::timestamp as hours_minutes_seconds;
use crate::{LinkPlace, LinkStyle, heading_text, yaml as yaml_scalar};

/// Makes the helpers known to the template engine.
pub(super) fn register(engine: &mut Handlebars<'_>, style: LinkStyle) {
    engine.register_helper("if", Box::new(Condition::If));
    engine.register_helper("unless", Box::new(Condition::Unless));
    engine.register_helper("timestamp", Box::new(Strict(timestamp)));
    engine.register_helper("anchor_url", Box::new(Strict(anchor_url)));
    engine.register_helper("heading", Box::new(Strict(heading)));
    engine.register_helper("yaml", Box::new(Strict(yaml)));
    engine.register_helper("wikilink", Box::new(Strict(Wikilink(style))));
}

/// A helper that refuses variables that do not exist by their names.
struct Strict<H>(H);

impl<H: HelperDef> HelperDef for Strict<H> {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        engine: &'reg Handlebars<'reg>,
        context: &'rc Context,
        state: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let mut values = helper.params().iter().chain(helper.hash().values());
        if let Some(unknown) = values.find(|value| value.is_value_missing()) {
            return Err(RenderError::strict_error(unknown.relative_path()));
        }
        self.0.call_inner(helper, engine, context, state)
    }
}

// `{{timestamp start}}`: milliseconds as `HH:MM:SS`.
handlebars_helper!(timestamp: |millis: u64| hours_minutes_seconds(millis));

// `{{anchor_url video.url start}}`: where the video plays from that moment.
handlebars_helper!(anchor_url: |url: str, millis: u64| address_at(url, millis / 1000));

// `{{heading title}}`: plain text as the text of a heading.
handlebars_helper!(heading: |text: str| heading_text(text));

// `{{yaml title}}`: a string as a YAML scalar.
handlebars_helper!(yaml: |text: str| yaml_scalar::write_scalar(text));

/// `{{wikilink target}}` or `{{wikilink target display}}`.
struct Wikilink(LinkStyle);

impl HelperDef for Wikilink {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let text = |index| helper.param(index).and_then(|param| param.value().as_str());
        let target = text(0).ok_or(RenderErrorReason::ParamNotFoundForIndex("wikilink", 0))?;
        let link = self
            .0
            .write(target, text(1).unwrap_or_default(), LinkPlace::Prose);
        Ok(ScopedJson::Derived(Value::String(link)))
    }
}

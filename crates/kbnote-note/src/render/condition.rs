//! `{{#if}}` and `{{#unless}}` that refuse variables that do not exist.
//!
//! Handlebars' own take an unknown variable for false even in strict mode, so that a misspelt name
//! would silently leave out its block.

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, JsonTruthy, Output, RenderContext,
    RenderError, RenderErrorReason, Renderable,
};

pub(super) enum Condition {
    If,
    Unless,
}

impl HelperDef for Condition {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        engine: &'reg Handlebars<'reg>,
        context: &'rc Context,
        state: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let value = helper
            .param(0)
            .ok_or(RenderErrorReason::ParamNotFoundForIndex(self.name(), 0))?;
        if value.is_value_missing() {
            return Err(RenderError::strict_error(value.relative_path()));
        }
        let option = helper.hash_get("includeZero");
        let include_zero = option.is_some_and(|option| *option.value() == true);
        let holds = value.value().is_truthy(include_zero);
        let block = match (self, holds) {
            (Self::If, true) | (Self::Unless, false) => helper.template(),
            _ => helper.inverse(),
        };
        block.map_or(Ok(()), |block| block.render(engine, context, state, out))
    }
}

impl Condition {
    const fn name(&self) -> &'static str {
        match self {
            Self::If => "if",
            Self::Unless => "unless",
        }
    }
}

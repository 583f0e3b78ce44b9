//! What symbols are called when they are read out.

/// The English name of a symbol that is spoken; none if it is passed over.
pub(super) fn name(symbol: char) -> Option<&'static str> {
    Some(match symbol {
        '+' => "plus",
        '\u{2212}' => "minus",
        '±' => "plus",
        '=' => "equals",
        '≈' | '≃' | '≅' => "approximately",
        '≠' => "unequal",
        '<' | '≤' => "less",
        '>' | '≥' => "greater",
        '×' | '⋅' | '·' => "times",
        '%' | '٪' => "percent",
        '‰' => "permille",
        '&' => "and",
        '°' => "degrees",
        '√' => "root",
        '∞' => "infinity",
        '∫' => "integral",
        '∑' => "sum",
        '∏' => "product",
        '∂' => "partial",
        '∇' => "gradient",
        '∀' => "all",
        '∃' => "exists",
        '∈' => "in",
        '∪' => "union",
        '∩' => "intersection",
        _ => return None,
    })
}

/// The name of a single Greek letter, and of an abbreviated function.
pub(super) fn letter_name(word: &str) -> Option<&'static str> {
    Some(match word {
        "α" => "alpha",
        "β" => "beta",
        "γ" => "gamma",
        "δ" => "delta",
        "ε" | "ϵ" | "varepsilon" => "epsilon",
        "ζ" => "zeta",
        "η" => "eta",
        "θ" | "ϑ" => "theta",
        "ι" => "iota",
        "κ" => "kappa",
        "λ" => "lambda",
        "μ" | "µ" => "mu",
        "ν" => "nu",
        "ξ" => "xi",
        "π" => "pi",
        "ρ" => "rho",
        "σ" | "ς" => "sigma",
        "τ" => "tau",
        "υ" => "upsilon",
        "φ" | "ϕ" | "varphi" => "phi",
        "χ" => "chi",
        "ψ" => "psi",
        "ω" => "omega",
        "sin" => "sine",
        "cos" => "cosine",
        "tan" => "tangent",
        "sqrt" => "root",
        "infty" => "infinity",
        "int" => "integral",
        "neq" => "unequal",
        "leq" => "less",
        "geq" => "greater",
        "approx" => "approximately",
        "cdot" => "times",
        _ => return None,
    })
}

/// Commands of LaTeX that lay a formula out and are not read aloud.
pub(super) fn is_layout(command: &str) -> bool {
    matches!(
        command,
        "frac"
            | "dfrac"
            | "left"
            | "right"
            | "text"
            | "mathrm"
            | "mathbf"
            | "mathbb"
            | "mathcal"
            | "vec"
            | "hat"
            | "bar"
            | "quad"
            | "displaystyle"
            | "begin"
            | "end"
            | "operatorname"
    )
}

/// Whether a character is a superscript or subscript that is separate from its base.
pub(super) fn hung(c: char) -> Option<&'static str> {
    Some(match c {
        '²' => " squared ",
        '³' => " cubed ",
        '½' => " half ",
        '⁰' => " 0 ",
        '¹' => " 1 ",
        'ⁿ' => " n ",
        '₀' => " 0 ",
        '₁' => " 1 ",
        '₂' => " 2 ",
        '₃' => " 3 ",
        'ₙ' => " n ",
        'ᵢ' => " i ",
        '⁴'..='⁹' | '₄'..='₉' => return None,
        _ => return None,
    })
}

/// The name of a power.
pub(super) fn power(c: char) -> Option<&'static str> {
    match c {
        '2' => Some("squared"),
        '3' => Some("cubed"),
        _ => None,
    }
}

/// The name of a currency.
pub(super) fn currency(symbol: char) -> Option<&'static str> {
    Some(match symbol {
        '$' => "dollars",
        '€' => "euros",
        '£' => "pounds",
        '¥' => "yen",
        '₹' => "rupees",
        _ => return None,
    })
}

/// What letters glued to a number mean: empty if they are only an ending (`1990s`, `4th`).
pub(super) fn suffix(letters: &str, capital: bool) -> Option<&'static str> {
    Some(match letters {
        "s" | "st" | "nd" | "rd" | "th" => "",
        "d" => "dimensions",
        "k" => "thousand",
        "m" if capital => "million",
        "b" if capital => "billion",
        "bn" => "billion",
        "km" => "kilometers",
        "kg" => "kilograms",
        "cm" => "centimeters",
        "mm" => "millimeters",
        "hz" => "hertz",
        "ms" => "milliseconds",
        "am" | "pm" => "",
        _ => return None,
    })
}

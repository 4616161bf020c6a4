//! Why a sentence is no request: the rules of the policy's section 3, by name.
//!
//! Each has a stable id for `--explain` and one sentence for a person.

/// A rule that refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Nobody asks for work.
    NoForce,
    /// Tells of what exists.
    Description,
    /// Done already.
    Past,
    /// Said not to be done.
    Negation,
    /// Asks about, not for.
    Question,
    /// If, when, to …: a condition or a how-to.
    Conditional,
    /// What others must do: a contract, or the reader of a manual.
    Contract,
    /// Somebody's words, or an example.
    Quoted,
    /// Only what a person sees.
    Frontend,
    /// Use of what exists.
    Client,
    /// A verb that asks for no new backend work.
    OtherVerb,
    /// The same words in another trade.
    OtherMeaning,
    /// No title can be written from it.
    NoSubject,
    /// No object of a family.
    NoObject,
    /// An imperative that narrates the code below it, or summarises a declaration.
    Narration,
    /// A plan, not a request.
    Plan,
    /// Thinking aloud.
    Tentative,
    /// A how-to step, feature list, tutorial or changelog.
    HowTo,
    /// Commented-out code or a directive of a tool.
    Code,
    /// A management command, or a mention that asks nothing.
    NotACommand,
    /// A person told us to look away.
    Ignored,
}

impl Refusal {
    /// The stable id.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::NoForce => "no-force",
            Self::Description => "description",
            Self::Past => "past",
            Self::Negation => "negation",
            Self::Question => "question",
            Self::Conditional => "conditional",
            Self::Contract => "contract",
            Self::Quoted => "quoted",
            Self::Frontend => "frontend",
            Self::Client => "client-wiring",
            Self::OtherVerb => "other-verb",
            Self::OtherMeaning => "other-meaning",
            Self::NoSubject => "no-subject",
            Self::NoObject => "no-object",
            Self::Narration => "narration",
            Self::Plan => "plan",
            Self::Tentative => "tentative",
            Self::HowTo => "how-to",
            Self::Code => "code",
            Self::NotACommand => "not-a-command",
            Self::Ignored => "ignored",
        }
    }

    /// One sentence for a person.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::NoForce => "Nobody asks for work here: no tag, wish, politeness or imperative.",
            Self::Description => "It describes what exists instead of asking for something new.",
            Self::Past => "It tells of work that is done.",
            Self::Negation => "It says that this shall not be done.",
            Self::Question => "It asks about something instead of asking for it.",
            Self::Conditional => "It is a condition, a hypothesis or a purpose, not a request.",
            Self::Contract => "It says what others must or can do: a contract or a manual.",
            Self::Quoted => "It reports somebody's words or shows an example.",
            Self::Frontend => "It asks for frontend work only, which is another project's.",
            Self::Client => "It uses an existing service instead of asking for a new one.",
            Self::OtherVerb => "Its verb asks for no new backend work (maintenance, tests, use).",
            Self::OtherMeaning => {
                "The words mean something else here: a library, a compiler, mathematics, a tool."
            }
            Self::NoSubject => {
                "It names no subject: no title can be written from this sentence alone."
            }
            Self::NoObject => {
                "It asks for nothing that is a backend's: no API, service, model, integration."
            }
            Self::Narration => {
                "A bare imperative that narrates the code below it or summarises a declaration."
            }
            Self::Plan => "It states a plan instead of asking somebody.",
            Self::Tentative => "It thinks aloud instead of asking.",
            Self::HowTo => "It is a step, a feature list, a tutorial or a changelog.",
            Self::Code => "It is commented-out code or a directive of a tool.",
            Self::NotACommand => "It mentions the command without a request.",
            Self::Ignored => "A `backend-factory: ignore` mark covers it.",
        }
    }
}

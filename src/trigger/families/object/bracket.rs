//! Names in brackets behind an object: *entities (Quiz, Question)*.

use super::*;

/// The names in the brackets that open at `at`, if that is what they hold: two or more, and nothing of
/// what it shall be made with.
pub(super) fn bracketed(tokens: &[Token], at: usize) -> Option<Vec<Vec<usize>>> {
    #[rustfmt::skip]
    const MADE_WITH: &Set = set![
        "fastapi", "express", "node", "nodejs", "django", "flask", "spring", "rails", "laravel", "go", "golang", "rust",
        "python", "java", "kotlin", "php", "ruby", "typescript", "javascript", "postgres", "postgresql", "mysql", "mongodb",
        "mongo", "redis", "sqlite", "graphql", "rest", "grpc", "json", "xml", "jwt", "oauth", "docker", "kubernetes",
        "prisma", "optional", "see", "eg", "e.g", "using", "via", "with", "if", "etc", "v1", "v2", "async", "http",
    ];
    if tokens.get(at)?.kind != Kind::Open {
        return None;
    }
    let inner = phrase::read(tokens, at + 1, &|_| false);
    let closed = tokens.get(inner.end)?.kind == Kind::Close;
    let plain = |t: &Token| {
        t.kind == Kind::Word
            && !t.any(MADE_WITH)
            && !t.any(objects::METHODS)
            && !t.raw.contains('.')
            && !products::is_product(t.low)
    };
    let names = inner
        .parts
        .iter()
        .flat_map(|p| &p.words)
        .all(|&w| plain(&tokens[w]));
    (closed && names && inner.parts.len() > 1)
        .then(|| inner.parts.into_iter().map(|p| p.words).collect())
}

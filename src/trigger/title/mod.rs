//! Titles of requests, as the policy's section 7 builds them: *Okta SSO Integration*.
//!
//! Puts words in order and in Title Case. Which words belong to a title is the families' decision.

pub(crate) mod inflect;
mod subject;

pub(crate) use subject::{NO_ADVERBS, subject};

use super::grammar::token::{Kind, Token};
use crate::trigger::lexicon::{Set, set};

/// Names and acronyms with a spelling of their own.
#[rustfmt::skip]
const SPELLING: &[&str] = &[
    "API", "APIs", "REST", "RESTful", "SSO", "OAuth", "OAuth2", "gRPC", "GraphQL", "SQL", "NoSQL", "CSV", "PDF",
    "SMS", "URL", "URLs", "ID", "IDs", "MFA", "2FA", "JWT", "SAML", "LDAP", "RBAC", "ABAC", "DNS", "IP", "IPs",
    "SSH", "TLS", "SSL", "CVE", "CVEs", "AWS", "GCP", "S3", "EC2", "SQS", "SNS", "SES", "IAM", "RDS", "HTTP",
    "HTTPS", "JSON", "XML", "HTML", "YAML", "CRUD", "DTO", "DTOs", "ORM", "SOAP", "RPC", "SDK", "CLI", "UI",
    "UX", "CI", "CD", "VAT", "GST", "GDPR", "PII", "KYC", "AML", "SLA", "KPI", "KPIs", "FAQ", "FAQs", "QR",
    "GPS", "IoT", "AI", "ML", "LLM", "NLP", "OCR", "CRM", "ERP", "SIEM", "SCIM", "OIDC", "OTP", "TOTP", "CORS",
    "CSRF", "CDN", "ETL", "SSE", "FTP", "SFTP", "SMTP", "IMAP", "MQTT", "AMQP", "VPN", "VM", "VMs", "DB", "RSS",
    "GIF", "PNG", "JPEG", "SVG", "HR", "PO", "POs", "RFP", "SKU", "SKUs", "EU", "US", "UK", "B2B", "B2C",
    "WebSocket", "WebSockets", "WebAuthn", "PostgreSQL", "MySQL", "MongoDB", "DynamoDB", "SQLite", "BigQuery",
    "RabbitMQ", "CloudFormation", "CloudTrail", "CloudWatch", "EventBridge", "GuardDuty", "GitHub", "GitLab",
    "Bitbucket", "PayPal", "SendGrid", "HubSpot", "LinkedIn", "YouTube", "WhatsApp", "PagerDuty", "ServiceNow",
    "CrowdStrike", "SentinelOne", "OneLogin", "JumpCloud", "DocuSign", "QuickBooks", "NetSuite", "BambooHR",
    "WooCommerce", "BigCommerce", "MailChimp", "OpenAI", "OpenAPI", "OpenSearch", "VirusTotal", "DigitalOcean",
    "LaunchDarkly", "ClickUp", "PostHog", "FedEx", "UPS", "USPS", "DHL", "TaxJar", "MessageBird", "OneSignal",
    "FreshBooks", "GoCardless", "reCAPTCHA", "hCaptcha", "TikTok", "iCal", "iOS", "macOS", "SharePoint",
    "Auth0", "WorkOS", "FusionAuth", "SonarQube", "NPS", "RSVP", "RSVPs", "ACL", "ACLs", "TTL", "UUID", "SBOM",
    "SAST", "DAST", "MITRE", "SOC", "EDR", "ICS", "ISBN", "VIN", "IBAN", "SEPA", "ACH", "POS", "ATM", "NFT",
    "NFTs", "3D", "2D", "SIM", "PIN", "PINs", "DAO", "EHR", "FHIR", "HL7", "WAF", "XSS", "SBOMs", "CPU", "GPU",
    "RAM", "SCORM", "LMS", "CMS", "PR", "PRs",
];

/// Words that stay small inside a title.
#[rustfmt::skip]
const SMALL: &Set = set![
    "and", "or", "of", "to", "for", "with", "in", "on", "by", "from", "the", "a", "an", "at", "as", "via",
    "per", "into", "plus",
];

/// Title Case of one word. `shouting` is whether the whole sentence is in capitals, so that
/// capitals mean nothing.
pub(crate) fn word(raw: &str, shouting: bool) -> String {
    let raw = raw.trim_matches(|c: char| matches!(c, '`' | '"' | '“' | '”' | '[' | ']'));
    let raw = raw
        .strip_suffix("'s")
        .or_else(|| raw.strip_suffix("’s"))
        .unwrap_or(raw);
    // The grammar's own spelling of what people write in several ways.
    let raw = match raw.to_ascii_lowercase().as_str() {
        "back-end" | "back end" => "Backend",
        "end-point" | "end point" => "Endpoint",
        "end-points" | "end points" => "Endpoints",
        "micro-service" | "micro service" => "Microservice",
        "web-hook" | "web hook" => "Webhook",
        _ => raw,
    };
    // *POS* is none of several *POs*.
    if SPELLING.contains(&raw) {
        return raw.to_owned();
    }
    if let Some(known) = SPELLING.iter().find(|s| s.eq_ignore_ascii_case(raw)) {
        return (*known).to_owned();
    }
    if raw.contains('-') {
        return raw
            .split('-')
            // *follow-ups* are not sent by UPS.
            .map(|part| match part {
                "ups" => "Ups".to_owned(),
                _ => word(part, shouting),
            })
            .collect::<Vec<_>>()
            .join("-");
    }
    if !shouting && raw.chars().skip(1).any(char::is_uppercase) {
        return raw.to_owned();
    }
    if raw.starts_with('/') || raw.contains('_') || raw.contains("::") {
        return raw.to_owned();
    }
    let mut chars = raw.chars();
    match chars.next() {
        Some(first) => {
            let rest: String = if shouting {
                chars.as_str().to_lowercase()
            } else {
                chars.as_str().to_owned()
            };
            first.to_uppercase().chain(rest.chars()).collect()
        }
        None => String::new(),
    }
}

/// The words of a phrase in Title Case, the last one singular where asked.
pub(crate) fn words(tokens: &[Token], at: &[usize], singular_last: bool, shouting: bool) -> String {
    let mut out = String::new();
    for (k, &i) in at.iter().enumerate() {
        let t = &tokens[i];
        let glue = t.kind == Kind::Slash;
        if glue {
            // The slash is written as it was.
            if i > 0 && tokens[i - 1].end < t.start {
                out.push(' ');
            }
            out.push_str(t.raw);
            if tokens.get(i + 1).is_some_and(|n| n.start > t.end) {
                out.push(' ');
            }
            continue;
        }
        if !out.is_empty()
            && !out.ends_with('/')
            && !out.ends_with(' ')
            && !(k > 0 && tokens[at[k - 1]].kind == Kind::Slash)
        {
            out.push(' ');
        }
        let last = k + 1 == at.len();
        // *files/folders*: both sides of the slash are the last word.
        let one = last || k + 3 == at.len() && tokens[at[k + 1]].kind == Kind::Slash;
        let raw = if one && singular_last && t.kind == Kind::Word {
            let one = inflect::singular(t.low);
            if one.len() < t.low.len()
                && t.low.starts_with(&one)
                && t.raw.is_char_boundary(one.len())
            {
                t.raw[..one.len()].to_owned()
            } else if one == t.low {
                t.raw.to_string()
            } else if t.capital() {
                capital(&one)
            } else {
                one
            }
        } else {
            t.raw.to_string()
        };
        let small = k > 0 && !last && SMALL.contains(t.low);
        out.push_str(&if small {
            t.low.to_string()
        } else {
            word(&raw, shouting)
        });
    }
    out
}

fn capital(s: &str) -> String {
    let mut c = s.chars();
    c.next()
        .map_or(String::new(), |f| f.to_uppercase().chain(c).collect())
}

/// Title Case of free text, for commands that no family reads.
pub fn free(text: &str) -> String {
    let shouting = !text.bytes().any(|b| b.is_ascii_lowercase());
    let mut parts: Vec<&str> = text.split_whitespace().collect();
    while parts.first().is_some_and(|w| {
        matches!(
            w.to_ascii_lowercase().as_str(),
            "please"
                | "a"
                | "an"
                | "the"
                | "some"
                | "our"
                | "pls"
                | "to"
                | "now"
                | "next"
                | "also"
                | "then"
        )
    }) {
        parts.remove(0);
    }
    // *two-factor authentication to the harbour master API*: where it goes to is no name of it.
    if parts.last().is_some_and(|w| {
        matches!(
            w.trim_end_matches(['.', '!']).to_ascii_lowercase().as_str(),
            "api" | "apis" | "backend" | "service" | "server"
        )
    }) && let Some(to) = parts.windows(2).rposition(|w| {
        matches!(w[0].to_ascii_lowercase().as_str(), "to" | "into")
            && matches!(w[1].to_ascii_lowercase().as_str(), "the" | "our" | "my")
    }) && to > 0
    {
        parts.truncate(to);
    }
    let last = parts.len().saturating_sub(1);
    parts
        .iter()
        .enumerate()
        .map(|(k, w)| {
            let low = w.to_ascii_lowercase();
            if k > 0 && k < last && SMALL.contains(low.as_str()) {
                low
            } else {
                word(w.trim_end_matches([',', ':', ';']), shouting)
            }
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Joins the parts of a title with single spaces, leaving empty ones out.
pub(crate) fn join(parts: &[&str]) -> String {
    parts
        .iter()
        .filter(|p| !p.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join(" ")
}

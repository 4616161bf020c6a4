//! Outside services by name.
//!
//! Needed because *integrate X* is a request only when X is a service outside the house. Unknown
//! names count as well when they are written like a name and the sentence names the target; this
//! list is for text in small letters and for sentences without a target. Sorted, one word each
//! (or the first word of a name with its second after a space).

use super::{Set, set};

/// Names of services in lower case.
#[rustfmt::skip]
pub(crate) const PRODUCTS: &Set = set![
    "activecampaign", "adyen", "airtable", "airbyte", "akamai", "alchemy", "algolia", "alipay", "amadeus",
    "amazon", "amplitude", "anthropic", "apache", "appdynamics", "apple", "appsflyer", "asana", "athena",
    "atlassian", "auth0", "authy", "avalara", "aws", "axiom", "azure", "backblaze", "bamboohr", "basecamp",
    "bigcommerce", "bigquery", "bitbucket", "bitwarden", "blockchain", "box", "braintree", "braze", "brex",
    "brevo", "bugcrowd", "bugsnag", "cal.com", "calendly", "carbon black", "censys", "chargebee", "chargify",
    "checkmarx", "checkr", "circleci", "clearbit", "clerk", "clickup", "clio", "clicksend", "cloudflare",
    "cloudinary", "cloudtrail", "cloudwatch", "cognito", "coinbase", "confluence", "confluent", "contentful",
    "contentstack", "crowdstrike", "cybersource", "darktrace", "databricks", "datadog", "datastax", "defender",
    "deepl", "descope", "digitalocean", "discord", "discourse", "docusign", "dropbox", "drift", "duo", "dwolla",
    "dynamics", "dynatrace", "easypost", "ebay", "elasticsearch", "elastic", "entra", "etsy", "eventbrite",
    "eventbridge", "expensify", "facebook", "fastly", "fastspring", "fedex", "figma", "firebase", "fivetran",
    "flutterwave", "fortinet", "freshbooks", "freshdesk", "freshservice", "front", "fusionauth", "gcp",
    "gcs", "gdrive", "gerrit", "gitea", "github", "gitlab", "gmail", "gocardless", "google", "grafana", "greenhouse",
    "guardduty", "gusto", "hackerone", "hashicorp", "hashicorp vault", "helpscout", "heroku", "hetzner",
    "honeycomb", "hubspot", "huggingface", "influxdb", "infobip", "inspector", "instagram", "intercom",
    "intruder", "iterable", "jamf", "jenkins", "jira", "jumpcloud", "kafka", "keycloak", "kinesis", "klarna",
    "klaviyo", "kandji", "lacework", "launchdarkly", "lemonsqueezy", "lever", "linear", "linkedin", "logrocket",
    "logtail", "looker", "loki", "lytics", "magento", "mailchimp", "mailgun", "mailjet", "mandrill", "mapbox",
    "marketo", "mattermost", "meilisearch", "mercadopago", "messagebird", "meta", "metabase", "microsoft",
    "minio", "mixpanel", "mollie", "monday", "monday.com", "mpesa", "m-pesa", "mux", "nagios", "nessus",
    "netlify", "netsuite", "newrelic", "new relic", "nexmo", "nmap", "notion", "nuvei", "office", "okta",
    "onelogin", "onesignal", "onfido", "openai", "openexchangerates", "opensearch", "opsgenie", "opentable",
    "oracle", "orca", "outlook", "outreach", "pagerduty", "papertrail", "paddle", "palo", "pandadoc", "paypal",
    "paystack", "payu", "pendo", "persona", "phonepe", "pinecone", "ping", "pingdom", "pingfederate",
    "pinpoint", "pipedrive", "plaid", "plausible", "plivo", "posthog", "postmark", "power", "prisma cloud",
    "prometheus", "pubsub", "pusher", "qualys", "quickbooks", "rabbitmq", "rapid7", "razorpay", "recurly",
    "reddit", "redash", "redshift", "resend", "revolut", "ringcentral", "rippling", "s3", "rollbar", "sage",
    "salesforce", "sailpoint", "sap", "scaleway", "secureworks", "segment", "sendbird", "sendgrid",
    "sentinelone", "sentry", "servicenow", "ses", "sezzle", "sharepoint", "shipstation", "shippo", "shodan",
    "shopify", "shopware", "signalfx", "signrequest", "sinch", "skrill", "slack", "smartsheet", "smartystreets",
    "snowflake", "snyk", "sns", "sonarqube", "sophos", "sparkpost", "splunk", "spotify", "sqs", "square",
    "squarespace", "stackdriver", "statsig", "storyblok", "strava", "stripe", "stytch", "sumologic",
    "sumo logic", "supabase", "sumsub", "surveymonkey", "tableau", "talend", "taxjar", "teams", "telegram",
    "tenable", "tenable.io", "tiktok", "todoist", "toggl", "transferwise", "trello", "trulioo", "trustpilot",
    "turnstile", "twilio", "twitch", "twitter", "typeform", "typesense", "uber", "unleash", "ups", "usps",
    "dhl", "vault", "veracode", "vercel", "veriff", "vimeo", "virustotal", "vonage", "wave", "webex", "webflow",
    "weaviate", "wechat", "whatsapp", "wise", "wix", "wiz", "woocommerce", "wordpress", "workday", "worldpay",
    "workos", "xero", "yelp", "yodlee", "youtube", "youtrack", "zapier", "zendesk", "zoho", "zoom", "zscaler",
    "zuora", "recaptcha", "hcaptcha", "ldap", "saml", "oidc", "scim", "sso", "keybase", "activedirectory",
    // By trade: learning, health, shops and tills, travel, post and parcels, banks, crypto, chat, forms, data, security.
    "moodle", "blackboard", "coursera", "udemy", "kahoot", "edx", "schoology", "powerschool", "cerner", "athenahealth",
    "allscripts", "redox", "drchrono", "zocdoc", "fitbit", "garmin", "withings", "oura", "prestashop", "opencart", "clover",
    "lightspeed", "toast", "sumup", "zettle", "verifone", "mindbody", "glofox", "opentable", "resy", "sevenrooms", "airbnb",
    "booking.com", "expedia", "tripadvisor", "skyscanner", "sabre", "amadeus", "travelport", "ryanair", "postnl", "dpd", "gls",
    "hermes", "evri", "aramex", "sendcloud", "packlink", "aftership", "easyship", "mailerlite", "convertkit", "substack",
    "customer.io", "omnisend", "getresponse", "aweber", "drip", "chatwoot", "tawk", "livechat", "crisp", "gorgias", "kustomer",
    "rocketchat", "zulip", "signal", "viber", "line", "kakaotalk", "jotform", "docusign", "hellosign", "signnow", "adobe",
    "dropbox", "onedrive", "evernote", "miro", "figma", "canva", "loom", "vidyard", "wistia", "brightcove", "agora", "livekit",
    "daily.co", "jitsi", "vapi", "elevenlabs", "deepgram", "assemblyai", "replicate", "cohere", "mistral", "perplexity",
    "binance", "kraken", "bitpay", "bitstamp", "metamask", "moonpay", "fireblocks", "chainalysis", "etherscan", "infura",
    "truelayer", "tink", "nordigen", "gocardless", "saltedge", "belvo", "monzo", "starling", "wepay", "authorize.net",
    "2checkout", "verotel", "affirm", "afterpay", "sofort", "giropay", "ideal", "bancontact", "swish", "vipps", "mobilepay",
    "blik", "przelewy24", "payoneer", "remitly", "stax", "helcim", "lago", "orb", "metronome", "maxio", "avatax", "vertex",
    "freshsales", "zohocrm", "pipedrive", "copper", "insightly", "keap", "sugarcrm", "odoo", "erpnext", "exact", "datev",
    "lexoffice", "sevdesk", "personio", "bamboo", "deel", "remote.com", "adp", "paychex", "ukg", "workable", "ashby",
    "clearbit", "zoominfo", "apollo", "crunchbase", "hunter.io", "mixmax", "calendly", "doodle", "cronofy", "nylas",
    "smartcar", "samsara", "geotab", "motive", "uber", "lyft", "doordash", "grubhub", "deliveroo", "glovo", "instacart",
    "tomtom", "here", "openweather", "openweathermap", "accuweather", "tomorrow.io", "what3words", "loqate", "smarty",
    "openstreetmap", "foursquare", "steam", "steamworks", "playfab", "photon", "epic", "xbox", "itch.io", "roblox",
    "crowdin", "lokalise", "transifex", "phrase", "sanity", "ghost", "prismic", "hygraph", "directus", "strapi", "algolia",
    "appwrite", "hasura", "neon", "planetscale", "cockroachdb", "upstash", "timescale", "materialize", "hightouch", "census",
    "rudderstack", "heap", "fullstory", "hotjar", "matomo", "chartmogul", "profitwell", "baremetrics", "statuspage",
    "betterstack", "uptimerobot", "incident.io", "firehydrant", "rootly", "victorops", "squadcast", "zenduty",
    "virustotal", "abuseipdb", "greynoise", "recordedfuture", "misp", "thehive", "cortex", "elk", "wazuh", "aqua", "sysdig",
    "ondemand", "cloudability", "kubecost", "infracost", "bitsight", "securityscorecard", "vanta", "drata", "secureframe",
    "hibp", "haveibeenpwned", "duo", "yubico", "passage", "stytch", "frontegg", "propelauth", "supertokens", "ory",
    "active directory", "adfs", "entra id", "gsuite", "google-analytics",
];

/// Names that are ordinary words as well: only with a capital do they name a service.
#[rustfmt::skip]
const ORDINARY: &Set = set![
    "amplitude", "apple", "axiom", "box", "carbon", "clerk", "defender", "drift", "duo", "elastic", "front", "inspector",
    "intruder", "iterable", "lever", "linear", "meta", "monday", "mux", "notion", "office", "oracle", "orca", "outlook",
    "outreach", "persona", "ping", "pinpoint", "power", "resend", "sage", "segment", "square", "teams", "turnstile",
    "unleash", "ups", "vault", "wave", "wise", "zoom", "alchemy", "athena", "apache", "checkr", "gusto", "loki", "paddle",
    "toast", "clover", "signal", "line", "ideal", "exact", "drip", "crisp", "copper", "heap", "census", "orb", "vertex", "bamboo", "motive",
    "epic", "steam", "photon", "neon", "ghost", "phrase", "passage", "here", "apollo", "cortex", "aqua", "adobe", "loom", "remote.com",
    "hermes", "swish", "affirm", "agora", "replicate", "cohere", "mistral", "materialize", "smarty", "ory", "tink", "doodle",
    "starling", "kraken", "daily.co", "sabre", "misp", "elk", "stax", "lago", "pusher", "anthropic", "blackboard", "resy",
    "looker", "greenhouse", "confluence", "ses", "sap", "sso", "saml", "ldap", "oidc", "scim", "palo", "dynamics", "etsy", "uber",
];

/// Whether a word names an outside service as it is written.
pub(crate) fn named(low: &str, capital: bool) -> bool {
    is_product(low) && (capital || !ORDINARY.contains(low))
}

/// Whether a lower-case word names an outside service.
pub(crate) fn is_product(word: &str) -> bool {
    let word = word.strip_suffix("'s").unwrap_or(word);
    PRODUCTS.contains(word)
}

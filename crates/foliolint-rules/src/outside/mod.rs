//! What calls do to the world outside: mail, documents, other programs, the network.

pub(crate) mod blocking;
pub(crate) mod branch;
pub(crate) mod mail;
pub(crate) mod path;

use foliolint_core::calls::CallSite;
use foliolint_core::python::Module;
use foliolint_core::repo::Repo;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Work that takes long, or that may fail for reasons outside the program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Work {
    Mail,
    Pdf,
    Image,
    Video,
    TextRecognition,
    Conversion,
    Model,
    Training,
    Sleep,
    AsyncSleep,
    Program,
    Browser,
    Http,
    Payment,
}

/// A package, the last segments of what is called of it, and what that does.
type Row<T> = (&'static str, &'static [&'static str], T);

/// A table's rows by those last segments: nearly every call is told apart by its last segment alone.
struct ByLast<T: 'static> {
    rows: HashMap<&'static str, Vec<&'static Row<T>>>,
}

impl<T> ByLast<T> {
    fn of(table: &'static [Row<T>]) -> Self {
        let mut rows: HashMap<&str, Vec<&Row<T>>> = HashMap::new();
        for row in table {
            for &last in row.1 {
                rows.entry(last).or_default().push(row);
            }
        }
        Self { rows }
    }

    fn has(&self, last: &str) -> bool {
        self.rows.contains_key(last)
    }

    /// The first row that fits a whole name.
    fn find(&self, name: &str, last: &str) -> Option<&'static Row<T>> {
        let rows = self.rows.get(last)?;
        rows.iter().copied().find(|(package, ..)| {
            name.strip_prefix(package)
                .is_some_and(|rest| rest.starts_with(['.', '(']))
        })
    }
}

/// Packages, the last segments of what is called of them, and the work it does. Of several that fit, the first counts.
static TABLE: [Row<Work>; 67] = [
    (
        "django.core.mail",
        &[
            "mail_admins",
            "mail_managers",
            "send",
            "send_mail",
            "send_mass_mail",
            "send_messages",
        ],
        Work::Mail,
    ),
    (
        "aiosmtplib",
        &["send", "send_message", "sendmail"],
        Work::Mail,
    ),
    (
        "boto3",
        &["send_email", "send_raw_email", "send_templated_email"],
        Work::Mail,
    ),
    ("emails", &["send"], Work::Mail),
    ("fastapi_mail", &["send_message"], Work::Mail),
    ("flask_mail", &["send", "send_message"], Work::Mail),
    ("flask_mailing", &["send_message"], Work::Mail),
    ("flask_mailman", &["send", "send_mail"], Work::Mail),
    ("mail_templated", &["send", "send_mail"], Work::Mail),
    ("mailjet_rest", &["create"], Work::Mail),
    ("postmarker", &["send"], Work::Mail),
    ("redmail", &["send"], Work::Mail),
    ("resend", &["send"], Work::Mail),
    ("sendgrid", &["send"], Work::Mail),
    ("sib_api_v3_sdk", &["send_transac_email"], Work::Mail),
    ("smtplib", &["send_message", "sendmail"], Work::Mail),
    ("templated_email", &["send_templated_mail"], Work::Mail),
    ("yagmail", &["send"], Work::Mail),
    ("fpdf", &["output"], Work::Pdf),
    (
        "pdfkit",
        &["from_file", "from_string", "from_url"],
        Work::Pdf,
    ),
    ("reportlab", &["build", "save"], Work::Pdf),
    ("weasyprint", &["write_pdf"], Work::Pdf),
    ("xhtml2pdf", &["CreatePDF", "pisaDocument"], Work::Pdf),
    ("PIL", &["save", "thumbnail"], Work::Image),
    ("rembg", &["remove"], Work::Image),
    ("wand", &["save"], Work::Image),
    ("ffmpeg", &["run"], Work::Video),
    (
        "moviepy",
        &["write_audiofile", "write_gif", "write_videofile"],
        Work::Video,
    ),
    ("pytube", &["download"], Work::Video),
    ("pytubefix", &["download"], Work::Video),
    ("youtube_dl", &["download"], Work::Video),
    ("yt_dlp", &["download"], Work::Video),
    ("easyocr", &["readtext"], Work::TextRecognition),
    ("paddleocr", &["ocr"], Work::TextRecognition),
    (
        "pytesseract",
        &[
            "image_to_boxes",
            "image_to_data",
            "image_to_pdf_or_hocr",
            "image_to_string",
        ],
        Work::TextRecognition,
    ),
    ("docx2pdf", &["convert"], Work::Conversion),
    ("gtts", &["save", "write_to_fp"], Work::Conversion),
    ("img2pdf", &["convert"], Work::Conversion),
    ("pdf2docx", &["convert"], Work::Conversion),
    (
        "pdf2image",
        &["convert_from_bytes", "convert_from_path"],
        Work::Conversion,
    ),
    ("pydub", &["export"], Work::Conversion),
    (
        "pypandoc",
        &["convert_file", "convert_text"],
        Work::Conversion,
    ),
    ("pyttsx3", &["runAndWait"], Work::Conversion),
    ("joblib", &["load"], Work::Model),
    ("keras", &["load_model"], Work::Model),
    ("pickle", &["load"], Work::Model),
    (
        "sentence_transformers",
        &["SentenceTransformer"],
        Work::Model,
    ),
    ("spacy", &["load"], Work::Model),
    ("tensorflow", &["load_model"], Work::Model),
    ("torch", &["load"], Work::Model),
    (
        "transformers",
        &["from_pretrained", "pipeline"],
        Work::Model,
    ),
    ("ultralytics", &["YOLO"], Work::Model),
    ("whisper", &["load_model"], Work::Model),
    ("sklearn", &["fit"], Work::Training),
    ("time", &["sleep"], Work::Sleep),
    ("asyncio", &["sleep"], Work::AsyncSleep),
    (
        "subprocess",
        &[
            "call",
            "check_call",
            "check_output",
            "communicate",
            "getoutput",
            "getstatusoutput",
            "run",
            "wait",
        ],
        Work::Program,
    ),
    ("os", &["popen", "system"], Work::Program),
    ("playwright", &["launch"], Work::Browser),
    (
        "selenium",
        &["Chrome", "Edge", "Firefox", "Remote", "Safari"],
        Work::Browser,
    ),
    ("undetected_chromedriver", &["Chrome"], Work::Browser),
    ("braintree", &["sale"], Work::Payment),
    (
        "stripe",
        &["capture", "confirm", "create", "modify", "retrieve"],
        Work::Payment,
    ),
    ("requests", HTTP, Work::Http),
    ("httpx", HTTP, Work::Http),
    ("aiohttp", HTTP, Work::Http),
    ("urllib", &["request", "urlopen", "urlretrieve"], Work::Http),
];

static BY_LAST: LazyLock<ByLast<Work>> = LazyLock::new(|| ByLast::of(&TABLE));

/// Functions of HTTP clients that ask a server.
const HTTP: &[&str] = &[
    "delete", "get", "head", "options", "patch", "post", "put", "request", "send", "stream",
];

impl Work {
    /// What a name outside of the repository does.
    pub(crate) fn of(name: &str) -> Option<Self> {
        let last = Module::last_segment(name);
        if last == "email_user" {
            return Some(Self::Mail);
        }
        let found = BY_LAST.find(name, last)?.2;
        (found != Self::Http || asks(name)).then_some(found)
    }

    /// Whether a call may do any work, by the last segment of its name alone.
    fn may(last: &str) -> bool {
        last == "email_user" || BY_LAST.has(last)
    }

    /// What a call does.
    pub(crate) fn of_call(repo: &Repo, site: CallSite) -> Option<Self> {
        let module = repo.modules.get(site.module)?;
        let call = module.facts.calls.get(site.call as usize)?;
        // Most calls are told apart without a search.
        if !Self::may(Module::last_segment(module.callee(call))) {
            return None;
        }
        let meaning = repo.calls.meaning(&repo.modules, site)?;
        Self::of(&meaning.name)
    }

    /// What a sentence says of it, after the name of who does it.
    pub(crate) const fn verb(self) -> &'static str {
        match self {
            Self::Mail => "sends mail",
            Self::Pdf => "makes a PDF",
            Self::Image => "works on an image",
            Self::Video => "works on a video",
            Self::TextRecognition => "reads text from an image",
            Self::Conversion => "converts a file",
            Self::Model => "loads a model",
            Self::Training => "trains a model",
            Self::Sleep | Self::AsyncSleep => "sleeps",
            Self::Program => "runs another program",
            Self::Browser => "starts a browser",
            Self::Http => "asks another server",
            Self::Payment => "asks a payment service",
        }
    }
}

/// Whether a call of an HTTP library asks a server: a function of it, or a method of a client; an answer has a `get`, too.
fn asks(name: &str) -> bool {
    const CLIENTS: [&str; 5] = [
        "Client()",
        "ClientSession()",
        "PoolManager()",
        "Session()",
        "session()",
    ];
    let object = name.rsplit_once('.').map_or("", |(object, _)| object);
    !object.contains('(') || CLIENTS.iter().any(|client| object.ends_with(client))
}

#[cfg(test)]
mod tests {
    use super::Work;

    #[test]
    fn work_is_known_by_where_it_comes_from() {
        assert_eq!(
            Work::of("django.core.mail.EmailMessage().send"),
            Some(Work::Mail)
        );
        assert_eq!(Work::of("smtplib.SMTP().sendmail"), Some(Work::Mail));
        assert_eq!(Work::of("requests.Session().get"), Some(Work::Http));
        assert_eq!(Work::of("requests.get().json().get"), None);
        assert_eq!(Work::of("emails.message.Message().send"), Some(Work::Mail));
        assert_eq!(Work::of("requestsx.get"), None);
        assert_eq!(Work::of("self.send"), None);
        assert_eq!(Work::of("ose.system"), None);
    }
}

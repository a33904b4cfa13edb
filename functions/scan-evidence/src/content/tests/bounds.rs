//! What a file may cost, however it is made: a function has 256 MB of memory and
//! 30 seconds of a seventh of a core.

#![expect(clippy::print_stdout, reason = "figures are for who reads them")]

use domain::application::evidence::LARGEST_FILE;
use domain::application::evidence::content::Refusal;
use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};

use super::files::{
    CONTENT_TYPES, PACKAGE, docx_of, honest, joined, object_stream, packed, pdf, pdf_packed,
    stored, text, zip,
};
use super::judge;

/// The most memory of a program that judges: what is left of 256 MB goes to
/// reading the file from its bucket.
const MOST_MEMORY: u64 = 200 * 1024 * 1024;

/// The most time of a core for a file: 20 seconds of a seventh of one.
const MOST_CPU: u64 = 3_000_000_000;

#[test]
fn no_file_of_a_program_however_broken_stops_the_judge() {
    alone("every_file_of_a_program_is_broken");
}

#[test]
fn no_bomb_takes_more_than_the_function_has() {
    alone("every_bomb_is_judged");
}

#[test]
fn the_largest_honest_files_take_less_than_the_function_has() {
    alone("every_large_file_is_judged");
}

#[test]
#[ignore = "run in a program of its own by no_file_of_a_program_however_broken_stops_the_judge"]
fn every_file_of_a_program_is_broken() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut judged = 0;
    for (name, whole) in honest() {
        for _ in 0..60 {
            let broken = random.broken(&whole);
            let (_, cpu) = timed(|| judge(&broken));
            assert!(cpu < MOST_CPU, "{name}: {cpu} ns");
            judged += 1;
        }
        for cut in [0, 1, whole.len() / 2, whole.len() - 1] {
            let _ = judge(&whole[..cut]);
        }
    }
    assert!(judged > 5_000, "{judged}");
    assert!(most_memory() < MOST_MEMORY, "{}", most_memory());
}

#[test]
#[ignore = "run in a program of its own by no_bomb_takes_more_than_the_function_has"]
fn every_bomb_is_judged() {
    let mut otherwise = Vec::new();
    for (what, make, expected) in BOMBS {
        let file = make();
        forget_most_memory();
        let (judged, cpu) = timed(|| judge(&file));
        println!(
            "{what}: {judged:?}, {} ms, {} MB at most",
            cpu / 1_000_000,
            most_memory() >> 20
        );
        if judged.err() != *expected || cpu > MOST_CPU || most_memory() > MOST_MEMORY {
            otherwise.push(what);
        }
    }
    assert!(otherwise.is_empty(), "{otherwise:?}");
}

#[test]
#[ignore = "run in a program of its own by the_largest_honest_files_take_less_than_the_function_has"]
fn every_large_file_is_judged() {
    for (what, make) in LARGE {
        let file = make();
        forget_most_memory();
        let (judged, cpu) = timed(|| judge(&file));
        println!(
            "{what} of {} KB: {} ms, {} MB at most",
            file.len() >> 10,
            cpu / 1_000_000,
            most_memory() >> 20
        );
        assert!(judged.is_ok(), "{what}: {judged:?}");
        assert!(most_memory() < MOST_MEMORY, "{what}: {}", most_memory());
    }
}

type Make = fn() -> Vec<u8>;

/// Files of at most 10 MB that want far more.
const BOMBS: &[(&str, Make, Option<Refusal>)] = &[
    (
        "objects that unpack without end",
        || pdf_packed("/N 1 /First 4 /Filter /FlateDecode", &blown()),
        Some(Refusal::Bomb),
    ),
    (
        "many streams of objects that unpack to much",
        || {
            let one = compress_to_vec_zlib(&joined(b"9 0 ", &vec![b' '; 30_000_000]), 6);
            let mut file = pdf("");
            for _ in 0..100 {
                file.extend(
                    b"7 0 obj << /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >> stream\n",
                );
                file.extend(&one);
                file.extend(b"\nendstream endobj\n%%EOF\n");
            }
            file
        },
        Some(Refusal::Bomb),
    ),
    (
        "one object that is named many times",
        || {
            let header = "9 0 ".repeat(100_000);
            let object = format!("<< /A ({}) >>", "a".repeat(100_000));
            let packed = compress_to_vec_zlib(format!("{header}{object}").as_bytes(), 6);
            pdf_packed("/N 100000 /First 400000 /Filter /FlateDecode", &packed)
        },
        Some(Refusal::Bomb),
    ),
    (
        "dictionaries within one another",
        || pdf(&"<< /A ".repeat(1_500_000)),
        Some(Refusal::Damaged),
    ),
    (
        "arrays within one another in a stream",
        || object_stream("9 0 ", &"[".repeat(5_000_000)),
        Some(Refusal::Damaged),
    ),
    (
        "objects that do not end",
        || pdf(&"1 0 obj [ ".repeat(900_000)),
        Some(Refusal::Damaged),
    ),
    (
        "objects that are each the rest of the file",
        || {
            pdf(&format!(
                "{}{}",
                "1 0 obj (".repeat(1_000),
                "a".repeat(9_000_000)
            ))
        },
        Some(Refusal::Bomb),
    ),
    (
        "objects in one comment",
        || pdf(&format!("\n%{}\n", "obj<<>>%".repeat(1_200_000))),
        Some(Refusal::Bomb),
    ),
    (
        "numbers before one comment",
        || pdf(&format!("\n%{}\n", "obj 1%".repeat(1_600_000))),
        Some(Refusal::Bomb),
    ),
    (
        "a name of five million letters",
        || {
            pdf(&format!(
                "/{} [{}]",
                "A".repeat(5_000_000),
                "1 ".repeat(2_400_000)
            ))
        },
        None,
    ),
    (
        "a name of escapes",
        || {
            pdf(&format!(
                "/{} [{}]",
                "#41".repeat(1_600_000),
                "1 ".repeat(2_400_000)
            ))
        },
        None,
    ),
    (
        "encryptions that are named by many trailers",
        || {
            let trailers: String = (0..200_000)
                .map(|id| format!("trailer<</Encrypt 5 0 R/ID[({id})]>>\n"))
                .collect();
            joined(&pdf(""), &joined(trailers.as_bytes(), b"%%EOF"))
        },
        Some(Refusal::Damaged),
    ),
    (
        "many encryption dictionaries",
        || {
            let lock = |at: usize| {
                format!(
                    "5 0 obj<</Filter/Standard/V 5/R 6/O({at:048})/U({at:048})/UE({at:032})>>endobj\n"
                )
            };
            let locks: String = (0..40_000).map(lock).collect();
            joined(
                &pdf(""),
                &joined(locks.as_bytes(), b"trailer<</Encrypt 5 0 R>>%%EOF"),
            )
        },
        Some(Refusal::Damaged),
    ),
    (
        "links by as many references",
        || {
            let links: String = (0..2_000_000).map(|at| format!("/URI {at} 0 R ")).collect();
            object_stream("9 0 ", &format!("<< {links} >>"))
        },
        Some(Refusal::Bomb),
    ),
    (
        "streams before one long blank",
        || {
            let heads = "7 0 obj<</Type/ObjStm/N 1/First 4/Length 0>>stream\n".repeat(90_000);
            joined(&pdf(&heads), &vec![b' '; 5_000_000])
        },
        Some(Refusal::Bomb),
    ),
    (
        "strings that are each the rest of a stream",
        || object_stream("9 0 ", &format!("[{}", "(".repeat(20_000_000))),
        Some(Refusal::Damaged),
    ),
    (
        "elements within one another",
        || docx_packed(&"<a>".repeat(15_000_000)),
        Some(Refusal::Bomb),
    ),
    (
        "elements within one another in a small part",
        || docx_packed(&"<a>".repeat(300_000)),
        Some(Refusal::Damaged),
    ),
    (
        "a part of text without end",
        || docx_packed(&format!("<a>{}</a>", mixed(60_000_000))),
        Some(Refusal::Bomb),
    ),
    (
        "two parts of much text",
        || {
            let part = format!("<a>{}</a>", mixed(45_000_000));
            let small = compress_to_vec(part.as_bytes(), 6);
            zip(&[
                text("[Content_Types].xml", CONTENT_TYPES),
                text("_rels/.rels", PACKAGE),
                stored("word/document.xml"),
                packed("word/a.xml", &small, part.len()),
                packed("word/b.xml", &small, part.len()),
            ])
        },
        None,
    ),
    (
        "fields within one another",
        || {
            docx_packed(&format!(
                "<a>{}</a>",
                "<f:fldChar fldCharType=\"begin\"/><instrText>IF a</instrText>".repeat(15_000)
            ))
        },
        None,
    ),
    (
        "as many content types as fit",
        || {
            let kinds: String = (0..200_000)
                .map(|at| format!("<Override PartName=\"/{at}\" ContentType=\"a\"/>"))
                .collect();
            let types = CONTENT_TYPES.replace("<Types>", &format!("<Types>{kinds}"));
            docx_of(&[("[Content_Types].xml", &types)])
        },
        Some(Refusal::Bomb),
    ),
    (
        "entities within entities",
        || {
            docx_of(&[(
                "word/a.xml",
                "<!DOCTYPE a [<!ENTITY b 'bb'><!ENTITY c '&b;&b;'>]><a>&c;</a>",
            )])
        },
        Some(Refusal::Active),
    ),
    (
        "ends of zips",
        || {
            joined(
                &pdf(""),
                &joined(&b"PK\x05\x06".repeat(2_000_000), b"%%EOF\n"),
            )
        },
        None,
    ),
];

/// Files of about 10 MB that somebody may really have.
const LARGE: &[(&str, Make)] = &[
    ("a PDF of scanned pages", || {
        let mut file = pdf("");
        let mut random = Random(7);
        for page in 0..20 {
            file.extend(
                format!(
                    "{page} 0 obj << /Subtype /Image /Filter /DCTDecode /Length 500000 >> stream\n"
                )
                .bytes(),
            );
            file.extend((0..62_500).flat_map(|_| random.next().to_le_bytes()));
            file.extend(b"\nendstream endobj\n");
        }
        file.extend(b"%%EOF\n");
        file
    }),
    ("a PDF of compressed objects", || {
        let mut file = pdf("");
        let mut random = Random(7);
        while file.len() < 9_900_000 {
            let mut header = String::new();
            let mut objects = String::new();
            for number in 0..200 {
                header += &format!("{number} {} ", objects.len());
                objects += &format!(
                    "<< /Type /StructElem /S /P /P {} 0 R /K [ {} {} ] /Pg 3 0 R /T (Statement {}) >> ",
                    random.next() % 90_000,
                    random.next() % 999,
                    random.next() % 999,
                    random.next()
                );
            }
            let packed = compress_to_vec_zlib(format!("{header}{objects}").as_bytes(), 6);
            file.extend(format!("7 0 obj << /Type /ObjStm /N 200 /First {} /Filter /FlateDecode /Length {} >> stream\n", header.len(), packed.len()).bytes());
            file.extend(packed);
            file.extend(b"\nendstream endobj\n");
        }
        file.extend(b"%%EOF\n");
        file
    }),
    ("a PDF of plain objects with links", || {
        let mut file = pdf("");
        for number in 0..90_000 {
            file.extend(format!("{number} 0 obj << /Subtype /Link /A << /S /URI /URI (https://bank.example/statement?month={number}) >> >> endobj\n").bytes());
        }
        file.extend(b"%%EOF\n");
        file
    }),
    ("a Word document of 45 MB of text", || {
        docx_packed(&format!("<a>{}</a>", mixed(45_000_000)))
    }),
];

/// Packs the main part of a Word document.
fn docx_packed(main: &str) -> Vec<u8> {
    let small = compress_to_vec(main.as_bytes(), 6);
    zip(&[
        text("[Content_Types].xml", CONTENT_TYPES),
        text("_rels/.rels", PACKAGE),
        packed("word/document.xml", &small, main.len()),
    ])
}

/// Writes runs of text that pack about as well as those of Word.
fn mixed(length: usize) -> String {
    let mut random = Random(7);
    let mut text = String::with_capacity(length + 100);
    while text.len() < length {
        let word = random.next() % 1_000_000;
        text += &format!(
            "<w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">{word} pounds </w:t></w:r>"
        );
    }
    text
}

/// Packs 100 MB of blanks without having them at once.
fn blown() -> Vec<u8> {
    let flush = miniz_oxide::MZFlush::Sync;
    let mut state = miniz_oxide::deflate::core::CompressorOxide::default();
    let (blanks, mut packed) = (vec![b' '; 1_000_000], Vec::new());
    let mut out = vec![0; 100_000];
    for _ in 0..100 {
        let wrote = miniz_oxide::deflate::stream::deflate(&mut state, &blanks, &mut out, flush);
        packed.extend(&out[..wrote.bytes_written]);
    }
    packed
}

/// Runs an ignored test of this file in a program of its own, so that what it
/// takes is not counted with what others take.
fn alone(test: &str) {
    let name = format!("{}::{test}", module_path!().split_once("::").unwrap().1);
    let ran = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &name, "--ignored", "--nocapture"])
        .output()
        .unwrap();
    let (said, wrong) = (
        String::from_utf8_lossy(&ran.stdout),
        String::from_utf8_lossy(&ran.stderr),
    );
    println!("{said}");
    assert!(
        ran.status.success() && said.contains("1 passed"),
        "{said}{wrong}"
    );
}

/// Returns what was judged, and the nanoseconds that this thread was on a core.
fn timed<T>(run: impl FnOnce() -> T) -> (T, u64) {
    let on_core = || {
        let counts = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
        counts.split(' ').next().unwrap().parse::<u64>().unwrap()
    };
    let before = on_core();
    let result = run();
    (result, on_core() - before)
}

/// Returns the most memory that this program held, in bytes.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line
        .unwrap()
        .trim()
        .split(' ')
        .next()
        .unwrap()
        .parse::<u64>();
    kilobytes.unwrap() * 1024
}

/// Lets the most memory be counted from here.
fn forget_most_memory() {
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
}

/// The generator of Marsaglia, "Xorshift RNGs": the same cases every time.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() >> 16).unwrap() % most
    }

    /// Changes some bytes of a file, cuts it, or puts a piece of it elsewhere.
    fn broken(&mut self, whole: &[u8]) -> Vec<u8> {
        let mut file = whole.to_vec();
        for _ in 0..1 + self.below(8) {
            let (at, to) = (self.below(file.len()), self.below(file.len()));
            match self.below(6) {
                0 => file[at] ^= 1 << self.below(8),
                1 | 2 => file[at] = u8::try_from(self.next() & 0xFF).unwrap(),
                3 => file.truncate(at.max(1)),
                4 => {
                    let piece = file[at.min(to)..at.max(to)].to_vec();
                    file.extend(piece);
                }
                _ => file.copy_within(at.min(to)..at.max(to), 0),
            }
            file.truncate(usize::try_from(LARGEST_FILE).unwrap());
        }
        file
    }
}

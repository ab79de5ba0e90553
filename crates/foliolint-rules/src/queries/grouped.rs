//! One accusation for each loop, however many queries stand in it.

use crate::hit::{Confidence, Hit};
use foliolint_core::models::Orm;
use foliolint_core::source::Span;
use std::collections::BTreeMap;

/// Further queries of one loop that a finding names.
const RELATED: usize = 8;

/// One finding for each loop: the surest and first, with the others as further places.
pub(crate) fn grouped(found: Vec<(Span, Hit)>) -> Vec<Hit> {
    let mut loops: BTreeMap<(Span, bool), Vec<Hit>> = BTreeMap::new();
    for (over, hit) in found {
        let low = hit.confidence == Confidence::Low;
        loops.entry((over, low)).or_default().push(hit);
    }
    loops.into_values().filter_map(one).collect()
}

fn one(mut all: Vec<Hit>) -> Option<Hit> {
    all.sort_by(|a, b| {
        b.confidence
            .cmp(&a.confidence)
            .then_with(|| a.place.cmp(&b.place))
    });
    let more = all.len().saturating_sub(1);
    let mut all = all.into_iter();
    let mut first = all.next()?;
    if more > 0 {
        let times = if more == 1 { "once more" } else { "more often" };
        first.message = format!("{}, and {times} in the same loop", first.message);
    }
    let places = all.filter_map(|hit| Some((hit.place?, hit.message)));
    first.related.extend(places.take(RELATED));
    Some(first)
}

/// What to do about a relation that each row fetches.
pub(crate) fn help(orm: Option<Orm>) -> &'static str {
    match orm {
        Some(Orm::SqlAlchemy | Orm::SqlModel) => {
            "load the relation with the rows: options(selectinload(…)) or joinedload(…)"
        }
        _ => "load the relation with the rows: select_related(…) or prefetch_related(…)",
    }
}

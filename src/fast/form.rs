//! Forms that are made of another: the same kernel in another build, or its heads spread over several workers.
//!
//! `fused(recurrent)` is the form `recurrent` with each multiplication and addition fused into one, which asks for a build
//! of its own (see [`FUSED`](super::simd::FUSED)). `workers(4,recurrent)` is a run of several heads, each in that form,
//! spread over four workers.

/// The same form with fused multiplications and additions.
pub fn fused(form: &str) -> String {
    format!("fused({form})")
}

/// Several heads in this form, spread over so many workers.
pub fn spread(workers: usize, form: &str) -> String {
    format!("workers({workers},{form})")
}

/// The form whose fused form this is; `None` for all others.
pub fn fused_inner(form: &str) -> Option<&str> {
    form.strip_prefix("fused(")?.strip_suffix(')')
}

/// The number of workers, and what each of them runs; `None` for what runs in one.
pub fn spread_inner(form: &str) -> Option<(usize, &str)> {
    let (workers, form) = form.strip_prefix("workers(")?.strip_suffix(')')?.split_once(',')?;
    Some((workers.parse().ok().filter(|&workers| workers > 0)?, form))
}

/// What computes a form otherwise, by name, and that form where it has to be told from another: `plain(left)` is (QKᵀ)V by
/// plain loops, `plain` is a kernel's only one.
pub fn other_means(form: &str) -> (&str, Option<&str>) {
    match form.strip_suffix(')').and_then(|form| form.split_once('(')) {
        Some((means, of)) => (means, Some(of)),
        None => (form, None),
    }
}

/// The form of the kernel list of which this one is made: itself, where it is no other's.
pub fn inner(form: &str) -> &str {
    let form = spread_inner(form).map_or(form, |(_, form)| form);
    fused_inner(form).unwrap_or(form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_it_is_written() {
        assert_eq!(fused_inner(&fused("chunk(64)")), Some("chunk(64)"));
        assert_eq!(spread_inner(&spread(4, "recurrent")), Some((4, "recurrent")));
        assert_eq!(inner(&spread(2, &fused("chunk(8)"))), "chunk(8)");
        assert_eq!(["chunk(64)", "recurrent", ""].map(inner), ["chunk(64)", "recurrent", ""]);
    }

    #[test]
    fn other_means_name_their_form_where_there_are_two() {
        assert_eq!(other_means("plain(left)"), ("plain", Some("left")));
        assert_eq!(other_means("plain"), ("plain", None));
    }

    #[test]
    fn nonsense_is_no_form() {
        assert_eq!(fused_inner("fused(x"), None);
        let nonsense = ["workers(0,x)", "workers(-1,x)", "workers(2)", "workers(,x)"];
        assert!(nonsense.into_iter().all(|form| spread_inner(form).is_none()));
    }
}

//! The experiments of the page `stability`: what each opens.

use crate::lessons::{Experiment, Variation};

/// In the order in which they are done.
pub const EXPERIMENTS: &[Experiment] = &[
    Experiment {
        id: "length",
        opens: "input=own&facts=lamp 2 0>red 1 0;lamp>red;lamp>red;lamp>red;lamp>red;lamp>red;lamp>red;lamp>red;lamp>red;lamp>red;\
                lamp>red;lamp>red;lamp>red;lamp>red;lamp>red;lamp>red&t=0",
        right: 2,
        variations: &[
            Variation { id: "edge", sets: "beta=0.5" },
            Variation { id: "exact", sets: "beta=0.25" },
        ],
    },
    Experiment {
        id: "real",
        opens: "head=l0.h2&t=0",
        right: 2,
        variations: &[
            Variation { id: "calm", sets: "input=s1&head=l0.h3" },
            Variation { id: "unit", sets: "norm=1" },
        ],
    },
    Experiment {
        id: "bound",
        opens: "head=l0.h2&rule=delta_rule&beta=0.01118&t=0",
        right: 2,
        variations: &[Variation { id: "safe", sets: "beta=0.00745" }],
    },
    Experiment {
        id: "zero",
        opens: "input=own&facts=lamp 0 0>red 1 0;sky 1 0>blue 0 1&norm=1&t=0",
        right: 1,
        variations: &[Variation { id: "tiny", sets: "facts=lamp 0 0.0002>red 1 0;sky 1 0>blue 0 1" }],
    },
];

//! The experiments of the page `gates`: what each opens.

use crate::lessons::{Experiment, Variation};

/// In the order in which they are done.
pub const EXPERIMENTS: &[Experiment] = &[
    Experiment {
        id: "constant",
        opens: "rule=delta_rule,gated_delta_rule&beta=0.9&gamma=0.9&t=0",
        right: 2,
        variations: &[
            Variation { id: "best", sets: "beta=0.34&gamma=1" },
            Variation { id: "forgets", sets: "beta=1&gamma=s(8)k8(-16)" },
            Variation { id: "writes", sets: "beta=s(6)k7(-15)&gamma=1" },
        ],
    },
    Experiment {
        id: "scene",
        opens: "rule=delta_rule,gated_delta_rule&beta=s(6)k7(-15)&gamma=s(8)k8(-16)&t=0",
        right: 1,
        variations: &[Variation { id: "channels", sets: "rule=gated_delta_rule,kda&gamma=s(8)k8(-16)4-6" }],
    },
    Experiment {
        id: "nothing",
        opens: "input=own&facts=lamp 1 0>red 1 0;lamp>blue 0 1&rule=gated_delta_rule,comba&beta=1&gamma=1,0&t=0",
        right: 2,
        variations: &[
            Variation { id: "half", sets: "gamma=1,0.5" },
            Variation {
                id: "stable",
                sets: "facts=lamp 1 0>red 1 0;lamp>red;lamp>red;lamp>red;lamp>red;lamp>red;lamp>red;lamp>red\
                &beta=1.8&gamma=0.5",
            },
        ],
    },
];

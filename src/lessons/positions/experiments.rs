//! The experiments of the page `positions`: what each opens.

use crate::lessons::{Experiment, Variation};

/// In the order in which they are done.
pub const EXPERIMENTS: &[Experiment] = &[
    // γ = e^−0.05 for every token, and e^−4 for the two `;`.
    Experiment {
        id: "clause",
        opens: "input=s3&head=l3.h1&rule=forgetting_attn&gamma=0.9512294245,0.9512294245,0.9512294245,0.9512294245,0.9512294245,\
                0.9512294245,0.0183156389,0.9512294245,0.9512294245,0.9512294245,0.9512294245,0.9512294245,0.0183156389,\
                0.9512294245,&t=0",
        right: 1,
        variations: &[
            Variation { id: "even", sets: "gamma=0.9512294245" },
            // e^−1/4: ALiBi with m = 1/4.
            Variation { id: "alibi", sets: "gamma=0.7788007831" },
        ],
    },
    Experiment {
        id: "path",
        opens: "input=s3&head=l3.h1&rule=forgetting_attn,path_attn&beta=0&gamma=1&t=0",
        right: 0,
        variations: &[Variation { id: "gate", sets: "gamma=0.9" }, Variation { id: "turns", sets: "beta=1" }],
    },
    // The third token asks, and writes nothing.
    Experiment {
        id: "order",
        opens: "input=own&facts=lamp 1 0>red 1 0;sky 0.6 0.8>blue 0 1;ask 0 1>none 0 0&rule=forgetting_attn,delta_rule\
                &beta=0.5,0.5,0,&gamma=0.5&t=0",
        right: 1,
        variations: &[
            Variation { id: "swapped", sets: "facts=sky 0.6 0.8>blue 0 1;lamp 1 0>red 1 0;ask 0 1>none 0 0" },
            Variation { id: "apart", sets: "facts=lamp 1 0>red 1 0;sky 0 1>blue 0 1;ask 0.6 0.8>none 0 0" },
        ],
    },
];

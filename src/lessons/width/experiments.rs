//! The experiments of the page `width`: what each opens.

use crate::lessons::{Experiment, Variation};

/// In the order in which they are done.
pub const EXPERIMENTS: &[Experiment] = &[
    Experiment {
        id: "directions",
        opens: "input=own&facts=a 1 0 0 0>1 0 0 0;b 0 1 0 0>0 1 0 0;ab 0.70710678 0.70710678 0 0>0 0 1 0;a>0 0 0 1;a>0 0 0 0\
                &rule=linear_attn,delta_rule&beta=1&t=0",
        right: 1,
        variations: &[Variation {
            id: "ten",
            sets: "facts=a 1 0 0 0>red 1 0 0 0;a>red;a>red;a>red;a>red;a>red;a>red;a>red;a>red;a>red",
        }],
    },
    Experiment {
        id: "narrow",
        opens: "input=own&facts=a 0.6 0.8>1 0 0 0;b 0.8 -0.6>0 1 0 0;c 1 0>0 0 1 0;d 0 1>0 0 0 1\
                &rule=linear_attn,delta_rule&beta=1&t=0",
        right: 1,
        variations: &[
            Variation {
                id: "slanted",
                sets: "facts=a 0.6 0.8>1 0 0 0;b 0.8 -0.6>0 1 0 0;c 1 0>0 0 1 0;d 0.8 0.6>0 0 0 1",
            },
            Variation { id: "wide", sets: "facts=a 1 0 0 0>1 0;b 0 1 0 0>0 1;c 0 0 1 0>-1 0;d 0 0 0 1>0 -1" },
        ],
    },
    Experiment {
        id: "swap",
        opens: "input=own&facts=a 1 0 0>1;b 0 1 0>2;c 0 0 1>3;ab 0.70710678 -0.70710678 0>0;bc 0 0.70710678 -0.70710678>0;ab>0\
                &rule=delta_rule,gated_delta_product&beta=1,1,1,2,&gamma=1&t=0",
        right: 2,
        variations: &[
            Variation { id: "erase", sets: "beta=1" },
            Variation {
                id: "cycle",
                sets: "facts=a 1 0 0>1;b 0 1 0>2;c 0 0 1>3;ab 0.70710678 -0.70710678 0>0;bc 0 0.70710678 -0.70710678>0",
            },
            Variation { id: "fades", sets: "gamma=0.9" },
        ],
    },
    Experiment {
        id: "turn",
        opens: "input=own&facts=start 1 0>1;m 1 0>0;n 0.5 0.8660254037844386>0;m>0;n>0;m>0;n>0\
                &rule=delta_rule&beta=1,2,&t=0",
        right: 1,
        variations: &[
            Variation {
                id: "quarter",
                sets: "facts=start 1 0>1;m 1 0>0;n 0.70710678 0.70710678>0;m>0;n>0;m>0;n>0",
            },
            Variation { id: "dull", sets: "beta=1,1.9," },
        ],
    },
];

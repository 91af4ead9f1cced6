//! The experiments of the page `losses`: what each opens.

use crate::lessons::{Experiment, Variation};

/// In the order in which they are done.
pub const EXPERIMENTS: &[Experiment] = &[
    Experiment {
        id: "grows",
        opens: "input=own&facts=cup 0 1>blue 1 0;lamp 1 0>red 0 1;lamp>red;lamp>red;lamp>red;lamp>red;lamp>red;lamp>red;lamp>red;\
                lamp>red;lamp>red;lamp>red;lamp>red;lamp>red;lamp>red;lamp>red\
                &rule=linear_attn,simple_gla,delta_rule,contrastive&beta=0.5&gamma=0.9&t=0",
        right: 1,
        variations: &[Variation { id: "fades", sets: "gamma=0.5" }],
    },
    Experiment {
        id: "wrong",
        opens: "input=own&facts=lamp 1 0>red 1 0;lamp>red;lamp>red;lamp>wrong -8 6;lamp>red;lamp>red;lamp>red\
                &rule=delta_rule,huber,huber_by_coordinate&beta=0.5&t=0",
        right: 2,
        variations: &[
            Variation {
                id: "longer",
                sets: "facts=lamp 1 0>red 1 0;lamp>red;lamp>red;lamp>wrong -80 60;lamp>red;lamp>red;lamp>red",
            },
            Variation { id: "small", sets: "gates=delta:0.05" },
        ],
    },
    Experiment {
        id: "late",
        opens: "input=own&facts=a 1 0 0 0 0 0>1 0 0 0 0 0;b 0 1 0 0 0 0>0 1 0 0 0 0;c 0 0 1 0 0 0>0 0 1 0 0 0;\
                d 0 0 0 1 0 0>0 0 0 1 0 0;e 0 0 0 0 1 0>0 0 0 0 1 0;f 0 0 0 0 0 1>0 0 0 0 0 1\
                &rule=delta_rule,momentum_delta_rule&beta=1&gamma=1&t=0",
        right: 1,
        variations: &[Variation { id: "large", sets: "gates=eta:0.9" }],
    },
    Experiment {
        id: "average",
        opens: "input=own&facts=lamp 1 0>red 1 0;lamp>red;lamp>red;lamp>blue 0 1;lamp>blue;lamp>blue\
                &rule=delta_rule,momentum_delta_rule,mesa_net&beta=1&gamma=1&gates=eta:0.9;lamb:0.001&t=0",
        right: 2,
        variations: &[Variation { id: "fading", sets: "rule=delta_rule,mesa_net&gamma=0.5" }],
    },
    Experiment {
        id: "least",
        opens: "input=s3&head=l3.h1&rule=linear_attn,delta_rule,mesa_net&beta=1&gamma=1&gates=lamb:0.001&t=0",
        right: 0,
        variations: &[
            Variation { id: "ridge", sets: "gates=lamb:0.25" },
            Variation { id: "head", sets: "head=l0.h3" },
        ],
    },
];

//! The experiments of the page `state`: what each opens.

use crate::lessons::{Experiment, Variation};

/// In the order in which they are done.
pub const EXPERIMENTS: &[Experiment] = &[
    Experiment {
        id: "overwrite",
        opens: "rule=linear_attn,delta_rule,gated_delta_rule&beta=0.9&gamma=0.9&t=0",
        right: 1,
        variations: &[Variation { id: "whole", sets: "beta=1&gamma=1" }],
    },
    Experiment {
        id: "again",
        opens: "input=pairs&n=64&keys=8&d=16&seed=0&rule=linear_attn,delta_rule,gated_delta_rule&beta=1&gamma=0.95&t=0",
        right: 1,
        variations: &[Variation {
            id: "softmax",
            sets: "rule=linear_attn,delta_rule,softmax_attn,mesa_net&scale=16",
        }],
    },
    Experiment {
        id: "overlap",
        opens: "input=own&facts=lamp 1 0>red 1 0;sky 0.70710678 0.70710678>blue 0 1&rule=linear_attn,delta_rule&beta=1&t=0",
        right: 1,
        variations: &[Variation { id: "wide", sets: "facts=lamp 1 0>red 1 0;sky 0.5 0.8660254>blue 0 1" }],
    },
    Experiment {
        id: "full",
        opens: "input=own&facts=a 1 0 0 0>1 0 0 0 0;b 0 1 0 0>0 1 0 0 0;c 0 0 1 0>0 0 1 0 0;d 0 0 0 1>0 0 0 1 0;\
                e 0.5 0.5 0.5 0.5>0 0 0 0 1&rule=linear_attn,delta_rule,mesa_net&beta=1&gamma=1&t=0",
        right: 1,
        variations: &[Variation {
            id: "plane",
            sets: "facts=a 1 0>1 0 0;b -0.5 0.8660254>0 1 0;c -0.5 -0.8660254>0 0 1",
        }],
    },
    Experiment {
        id: "recall",
        opens: "input=pairs&n=16&keys=64&d=16&seed=0&rule=linear_attn,delta_rule,mesa_net&beta=1&gamma=1&t=0",
        right: 0,
        variations: &[
            Variation { id: "softmax", sets: "rule=linear_attn,delta_rule,softmax_attn&scale=16" },
            Variation { id: "half", sets: "beta=0.5" },
        ],
    },
    Experiment {
        id: "noise",
        opens: "input=pairs&n=64&keys=64&d=16&seed=0&rule=linear_attn,delta_rule,gated_delta_rule&beta=1,1,1,1,1,1,1,1,0,\
                &gamma=0.95,&t=0",
        right: 1,
        variations: &[Variation { id: "written", sets: "beta=1" }],
    },
    Experiment {
        id: "weights",
        opens: "input=s3&head=l3.h1&show=a&rule=linear_attn,delta_rule,gated_delta_rule&beta=1&gamma=0.9&t=0",
        right: 2,
        variations: &[Variation {
            id: "plane",
            sets: "input=own&facts=lamp 1 0>red 1 0;sky 0.70710678 0.70710678>blue 0 1;ask 0 1>none 0 0&beta=1,1,0,",
        }],
    },
    Experiment {
        id: "rank",
        opens: "input=s3&head=l3.h1&rule=linear_attn,delta_rule,gated_delta_rule&beta=1&gamma=0.9&t=0",
        right: 2,
        variations: &[Variation { id: "head", sets: "head=l0.h3" }],
    },
    Experiment {
        id: "parity",
        opens: "input=own&facts=start 1>yes 1;one 1>no 0;zero 1>no;one>no;one>no;zero>no;one>no;one>no;one>no\
                &rule=linear_attn,delta_rule&beta=1,2,0,2,2,0,2,2,2,&t=0",
        right: 0,
        variations: &[Variation { id: "weak", sets: "beta=1,1.9,0,1.9,1.9,0,1.9,1.9,1.9," }],
    },
];

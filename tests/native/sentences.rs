//! From the sentences' queries, keys and values, our attention gives the outputs that the model itself computed.

use deltascope::inputs::{Head, SENTENCES};
use deltascope::io::Tensors;
use deltascope::rules::{Form, Inputs, Mask, rule};

use crate::support::streams;

const OUTPUTS: &[u8] = include_bytes!("../../data/minilm_outputs.safetensors");

#[test]
fn softmax_attention_is_the_layer_of_the_model() {
    let outputs = Tensors::read(OUTPUTS).unwrap();
    let softmax = rule("softmax_attn").unwrap();
    for sentence in 1..=SENTENCES.len() {
        for head in Head::ALL {
            let stream = streams::sentence(sentence, head);
            let x =
                Inputs { scale: stream.scale, mask: Mask::Full, ..Inputs::new(stream.q, stream.k, stream.v) };
            let o = softmax.run(&x, Form::Recurrent).unwrap().o;
            let own = outputs.get(&format!("s{sentence}.{}.o", head.id())).unwrap();
            assert_eq!(own.shape, [o.nrows(), o.ncols()]);
            // The model computed in f32.
            let worst = o.transpose().iter().zip(&own.data).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(worst < 1e-6, "sentence {sentence}, {}: {worst:e}", head.id());
        }
    }
}

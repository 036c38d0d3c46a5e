//! Rules that do not do what they seem: examples that fail, beside what was found doubtful when they were compiled.

use super::diagnostic::Diagnostics;
use crate::classifier::{Classifier, Scratch};

/// Runs the examples of every rule file, and says where one fails, after what is doubtful anyway.
pub(crate) fn examples(classifier: &Classifier) -> Diagnostics {
    let set = classifier.rule_set();
    let compiled = match super::compile(&set.sources) {
        Ok(compiled) => compiled,
        Err(faults) => return faults,
    };
    let mut faults = compiled.warnings;
    let mut scratch = Scratch::default();
    for example in &compiled.examples {
        let found = classifier.classify_anew(&mut scratch, &example.title.value, &example.company);
        let found = found.label();
        if found != example.label {
            let title = &example.title.value;
            let message = format!("the example « {title} » should be {}, it is {found}", example.label);
            let fault = set.sources.files[example.file].fault("R031", example.title.range.clone(), message);
            faults.push(fault.help(format!("see `metiers explain \"{title}\"`")).warning());
        }
    }
    faults
}

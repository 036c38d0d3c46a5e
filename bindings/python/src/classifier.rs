//! The classifier, as Python sees it.

use crate::column::{Column, type_name};
use crate::companies::{self, Known};
use crate::scratches::Scratches;
use crate::table::VerdictTable;
use crate::threads;
use crate::titles::Titles;
use crate::verdict::Verdict;
use metiers::ClassifierBuilder;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyType;
use std::path::PathBuf;

/// Classifies titles by rules: the built-in ones, and one's own where given.
///
/// ``rules`` is a rule file or a folder of them, or a list of files, folders, ``(name, text)`` pairs and lists of such pairs, which
/// stand for a folder; later ones win.
/// ``builtin=False`` leaves the built-in rules out. A classifier may be pickled: its rules travel as text.
///
/// >>> import metiers
/// >>> rules = '''
/// ... label = "redaction"
/// ... [[concept]]
/// ... name = "scribe numérique"
/// ... role = "head"
/// ... forms = ["scribe numérique"]
/// ... '''
/// >>> mine = metiers.Classifier([("mine.toml", rules)])
/// >>> mine.classify("Scribe numérique H/F").family
/// 'redaction'
///
/// Raises ValueError with every fault of every rule file, each with its place.
#[pyclass(module = "metiers", frozen)]
pub struct Classifier {
    inner: metiers::Classifier,
    builtin: bool,
    scratches: Scratches,
}

#[pymethods]
impl Classifier {
    #[new]
    #[pyo3(signature = (rules = None, builtin = true))]
    fn new(py: Python<'_>, rules: Option<&Bound<'_, PyAny>>, builtin: bool) -> PyResult<Classifier> {
        let mut builder = metiers::Classifier::builder();
        if !builtin {
            builder = builder.without_builtin_rules();
        }
        let inner = match rules {
            None if builtin => py.detach(metiers::Classifier::builtin),
            rules => {
                if let Some(rules) = rules {
                    builder = with_rules(builder, rules)?;
                }
                py.detach(|| builder.build())
                    .map_err(|faults| PyValueError::new_err(faults.to_string()))?
            }
        };
        Ok(Classifier {
            inner,
            builtin,
            scratches: Scratches::default(),
        })
    }

    /// Classifies one title.
    ///
    /// ``company_size`` is how many people work there, ``company_type`` is ``"agence"`` or ``"marchand"``.
    ///
    /// >>> import metiers
    /// >>> metiers.Classifier().classify("Assistant(e) marketing et communication", company_size=8)
    /// <Verdict family='generaliste' reason='repli' confidence=0.98>
    #[pyo3(signature = (title, company_size = None, company_type = None))]
    fn classify(
        &self,
        title: &str,
        company_size: Option<&Bound<'_, PyAny>>,
        company_type: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Verdict> {
        let company = companies::one(company_size, company_type)?;
        let mut evidence = String::new();
        let verdict = self.scratches.with(|scratch| {
            self.inner
                .classify_with_evidence(scratch, title, &company, &mut evidence)
        });
        Ok(Verdict::new(verdict, evidence))
    }

    /// Classifies many titles on all cores, without the interpreter's lock, into an Arrow table.
    ///
    /// ``titles`` is a list, a pandas or polars Series, or anything with the Arrow PyCapsule interface, whose texts are not
    /// copied; nulls stay nulls. ``company_size`` and ``company_type`` are one value for all, or a column.
    ///
    /// >>> import metiers
    /// >>> titles = ["Assistant marketing", "Assistant marketing", "Traffic manager"]
    /// >>> metiers.Classifier().classify_many(titles, company_size=[8, None, 300]).to_dict()["famille"]
    /// ['generaliste', None, 'acquisition']
    #[pyo3(signature = (titles, company_size = None, company_type = None))]
    fn classify_many(
        &self,
        py: Python<'_>,
        titles: &Bound<'_, PyAny>,
        company_size: Option<&Bound<'_, PyAny>>,
        company_type: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<VerdictTable> {
        let column = Column::of("titles", titles)?;
        let companies = Known::new(company_size, company_type, column.len())?;
        let titles = Titles::of("titles", column)?;
        let pool = threads::pool()?;
        py.detach(|| {
            pool.install(|| {
                let rows = titles.rows();
                let rows = rows.map_err(|bad| PyValueError::new_err(format!("titles: {bad}")))?;
                let table = VerdictTable::new(&self.inner, &rows, &companies);
                table.map_err(|uneven| PyValueError::new_err(uneven.to_string()))
            })
        })
    }

    /// Says why a title is what it is: words, rules, points, and the decision in a sentence.
    ///
    /// >>> import metiers
    /// >>> "names the trade" in metiers.Classifier().explain("Rédacteur·rice web SEO")
    /// True
    #[pyo3(signature = (title, company_size = None, company_type = None))]
    fn explain(
        &self,
        title: &str,
        company_size: Option<&Bound<'_, PyAny>>,
        company_type: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<String> {
        let company = companies::one(company_size, company_type)?;
        Ok(self.inner.explain_for(title, &company).to_string())
    }

    /// Sixteen hexadecimal digits that name the rules: the same rules give the same verdicts.
    ///
    /// >>> import metiers
    /// >>> len(metiers.Classifier().rules_fingerprint)
    /// 16
    #[getter]
    fn rules_fingerprint(&self) -> &str {
        self.inner.fingerprint()
    }

    fn __repr__(&self) -> String {
        format!("<Classifier rules={}>", self.inner.fingerprint())
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> (Bound<'py, PyType>, OwnArguments) {
        let own = self.inner.own_rules();
        let owned = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
        let own: Vec<Vec<_>> = own.map(|texts| texts.into_iter().map(owned).collect()).collect();
        let own = (!own.is_empty()).then_some(own);
        (py.get_type::<Classifier>(), (own, self.builtin))
    }
}

/// What a classifier is made from again: its own rules as names and texts, and whether the built-in ones are there.
type OwnArguments = (Option<Vec<Vec<(String, String)>>>, bool);

/// Adds rules of the caller's: one path, or a list of paths, of texts with their names, and of lists of such texts.
fn with_rules(builder: ClassifierBuilder, rules: &Bound<'_, PyAny>) -> PyResult<ClassifierBuilder> {
    if let Ok(path) = rules.extract::<PathBuf>() {
        return Ok(builder.rules(path));
    }
    let wrong = |given: &Bound<'_, PyAny>| {
        let kind = type_name(given);
        PyTypeError::new_err(format!(
            "rules: a path, or a list of paths and (name, text) pairs is needed, not {kind}"
        ))
    };
    let items = rules.try_iter().map_err(|_| wrong(rules))?;
    items.into_iter().try_fold(builder, |builder, item| {
        let item = item?;
        if let Ok(path) = item.extract::<PathBuf>() {
            return Ok(builder.rules(path));
        }
        if let Ok((name, text)) = item.extract::<(String, String)>() {
            return Ok(builder.rules_text(&name, text));
        }
        let texts: Vec<(String, String)> = item.extract().map_err(|_| wrong(&item))?;
        Ok(builder.rules_texts(texts.iter().map(|(name, text)| (name.as_str(), text.as_str()))))
    })
}

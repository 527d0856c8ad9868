//! draft
use cse_screening::RuleSet;
fn main() {
    let t = std::time::Instant::now();
    let rules = RuleSet::coventry();
    eprintln!("load {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let report = rules.check();
    eprintln!("check {:?}", t.elapsed());
    for w in &report.warnings {
        eprintln!("{w}");
    }
    let t = std::time::Instant::now();
    let local = RuleSet::from_json(
        r#"{
         "extends": {"id": "coventry", "version": "1.0.0"},
         "manifest": {
             "id": "elsewhere", "version": "1.0.0", "title": "Screening, elsewhere",
             "settings": {"change": [{"id": "several-category-1", "value": 4}, {"id":"mase-deadline","value":10}]}
         },
         "names": {"change": [{"id": "mase", "name": "MACE"}]},
         "indicators": {"change": [{"code": "eating-disorder", "category": 2}], "add": [{"code":"own-sign","category":3,"label":"An own sign","kind":"behaviour","statement":"N001"}]},
         "steps": {"remove": ["inform-parents"]}
     }"#,
    );
    eprintln!("load local {:?}", t.elapsed());
    let local = match local {
        Ok(l) => l,
        Err(e) => {
            eprintln!("{e}");
            return;
        }
    };
    let t = std::time::Instant::now();
    let c = rules.compare(&local);
    eprintln!("compare {:?}", t.elapsed());
    for r in &c.rows {
        eprintln!("ROW {r}");
    }
    for o in &c.outcomes {
        eprintln!(
            "OUT {}\n   when {}\n   such as {}",
            o.change,
            o.condition,
            rules.request_in_words(&o.request)
        );
    }
    eprintln!("{:?} {:?} {:?} {:?}", c.codes_gone, c.codes_new, c.undecided, c.required());
    let t = std::time::Instant::now();
    let same = rules.compare(rules).same_outcomes();
    eprintln!("same {same} {:?}", t.elapsed());
    let broken = RuleSet::from_json(
        r#"{
         "extends": {"id": "coventry", "version": "1.0.0"},
         "manifest": {
             "id": "elsewhere", "version": "1.0.0", "title": "Screening, elsewhere",
             "settings": {"change": [{"id": "several-category-1", "value": 4}, {"id":"mase-deadlin","value":10}]}
         },
         "category_rules": {"remove": ["under-13"]}
     }"#,
    );
    eprintln!("{}", broken.unwrap_err());
    let broken = RuleSet::from_json(
        r#"{
         "extends": {"id": "coventry", "version": "1.0.0"},
         "manifest": {
             "id": "elsewhere", "version": "1.0.0", "title": "Screening, elsewhere"
         },
         "category_rules": {"remove": ["under-13"]}
     }"#,
    );
    eprintln!("{}", broken.unwrap_err());
}

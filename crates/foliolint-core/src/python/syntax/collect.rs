//! What each kind of node becomes.

use super::super::facts::{
    Argument, Assert, Assignment, Attribute, Binding, Call, Class, Comment, Condition, Decorator,
    Function, Handler, Id, Import, Interpolation, Loop, LoopKind, Parameter, Return, Run,
    StringLiteral, Subscript, Try, Value, ValueKind,
};
use super::kinds::{GRAMMAR, K};
use super::values::{assigned, bare, base, children, span, steps, value};
use super::walk::{Walk, is_main_guard};
use crate::source::Span;
use tree_sitter::Node;

fn id(length: usize) -> Id {
    Id::try_from(length).unwrap_or(Id::MAX)
}

impl<'tree> Walk<'tree, '_> {
    /// Notes the facts of a node, and says whether to go into it.
    pub(super) fn collect(&mut self, node: Node<'tree>, kind: K) -> bool {
        self.count(kind);
        let scope = self.scope;
        match kind {
            K::Import | K::ImportFrom | K::FutureImport => {
                self.import(node, kind);
                return false;
            }
            K::Decorated => self.decorated(node),
            K::Function => self.function(node),
            K::Class => self.class(node),
            K::Call => self.call(node),
            K::Assignment | K::AugmentedAssignment => self.assignment(node, kind),
            K::Named => self.walrus(node),
            K::Subscript => self.subscript(node),
            K::Attribute => self.attribute(node),
            K::Try => {
                let body = self.field_span(node, GRAMMAR.field.body);
                self.facts.tries.push(Try {
                    span: span(node),
                    body,
                    scope,
                });
                self.became(self.facts.tries.len() - 1);
            }
            K::Except => self.handler(node),
            K::For => self.for_loop(node),
            K::While => self.while_loop(node),
            K::Comprehension | K::Generator => self.comprehension(node),
            K::If | K::Elif => self.condition(node),
            K::Conditional => {
                let mut parts = children(node);
                if let (Some(body), Some(test)) = (parts.next(), parts.next()) {
                    self.facts.conditions.push(Condition {
                        test: value(test),
                        body: span(body),
                        scope,
                    });
                }
            }
            K::IfClause => {
                if let Some(test) = children(node).next() {
                    self.facts.conditions.push(Condition {
                        test: value(test),
                        body: Span::default(),
                        scope,
                    });
                }
            }
            K::WithItem => self.with_item(node),
            K::ConcatenatedString => self.string(node, true),
            K::String => self.string(node, false),
            K::StringStart | K::StringEnd | K::StringContent => return false,
            K::Return => {
                let value = children(node).next().map(value);
                self.facts.returns.push(Return {
                    span: span(node),
                    value,
                    scope,
                });
            }
            K::Yield => {
                let value = children(node).next().map(value);
                self.facts.returns.push(Return {
                    span: span(node),
                    value,
                    scope,
                });
                if let Some(function) = scope
                    .function
                    .and_then(|at| self.facts.functions.get_mut(at as usize))
                {
                    function.is_generator = true;
                }
            }
            K::Assert => {
                if let Some(test) = children(node).next() {
                    self.facts.asserts.push(Assert {
                        span: span(node),
                        condition: value(test),
                        scope,
                    });
                }
            }
            K::Raise => self.raise(),
            K::Print | K::Exec => self.facts.python2.push(span(node)),
            K::Comment => {
                let span = span(node);
                let line = self
                    .text
                    .get(..span.start as usize)
                    .and_then(|before| before.rsplit('\n').next())
                    .unwrap_or_default();
                self.facts.comments.push(Comment {
                    span,
                    own_line: line.trim().is_empty(),
                });
                return false;
            }
            K::ExpressionStatement => self.docstring(node),
            _ => {}
        }
        true
    }

    fn count(&mut self, kind: K) {
        if !kind.is_statement() {
            return;
        }
        self.facts.statements += 1;
        if let Some(function) = self
            .scope
            .function
            .and_then(|at| self.facts.functions.get_mut(at as usize))
        {
            function.statements += 1;
        }
    }

    fn field_span(&self, node: Node<'_>, field: u16) -> Span {
        node.child_by_field_id(field)
            .map_or_else(Span::default, span)
    }

    /// A docstring: the first statement of a module or of a definition's block, if it is a lone string.
    fn docstring(&mut self, node: Node<'_>) {
        let mut inside = children(node);
        let (Some(only), None) = (inside.next(), inside.next()) else {
            return;
        };
        if !matches!(GRAMMAR.kind(only), K::String | K::ConcatenatedString) {
            return;
        }
        // A lone string does nothing, so it is no statement.
        self.facts.statements = self.facts.statements.saturating_sub(1);
        if let Some(function) = self
            .scope
            .function
            .and_then(|at| self.facts.functions.get_mut(at as usize))
        {
            function.statements = function.statements.saturating_sub(1);
        }
        let mut above = self.frames.iter().rev().skip(1);
        let Some(block) = above.next().filter(|frame| frame.seen == 1) else {
            return;
        };
        let found = Some(span(only));
        match (block.kind, above.next()) {
            (_, None) => self.facts.docstring = found,
            (K::Block, Some(owner)) => match (owner.kind, owner.fact) {
                (K::Function, Some(at)) => self.facts.functions[at as usize].docstring = found,
                (K::Class, Some(at)) => self.facts.classes[at as usize].docstring = found,
                _ => {}
            },
            _ => {}
        }
    }

    fn import(&mut self, node: Node<'_>, kind: K) {
        let field = &GRAMMAR.field;
        let scope = self.scope;
        let from = node.child_by_field_id(field.module_name);
        let from_span = if kind == K::FutureImport {
            self.future_module(node)
        } else {
            from.map(span)
        };
        for child in children(node) {
            if Some(child) == from {
                continue;
            }
            let (name, alias) = match GRAMMAR.kind(child) {
                K::AliasedImport => (
                    self.field_span(child, field.name),
                    child.child_by_field_id(field.alias).map(span),
                ),
                K::DottedName | K::Wildcard => (span(child), None),
                _ => continue,
            };
            let (module, name) = from_span.map_or((name, None), |module| (module, Some(name)));
            self.facts.imports.push(Import {
                span: span(child),
                module,
                name,
                alias,
                scope,
            });
        }
    }

    /// `__future__` is a keyword of the grammar, not a node of its own name.
    fn future_module(&self, node: Node<'_>) -> Option<Span> {
        let at = self.slice(node).find("__future__")? + node.start_byte();
        Some(Span::new(at, at + "__future__".len()))
    }

    fn decorated(&mut self, node: Node<'tree>) {
        let start = id(self.facts.decorators.len());
        for child in children(node).filter(|child| GRAMMAR.kind(*child) == K::Decorator) {
            let Some(expression) = children(child).next().map(bare) else {
                continue;
            };
            let named = if GRAMMAR.kind(expression) == K::Call {
                expression.child_by_field_id(GRAMMAR.field.function)
            } else {
                None
            };
            self.facts.decorators.push(Decorator {
                span: span(expression),
                name: span(named.unwrap_or(expression)),
            });
        }
        let end = id(self.facts.decorators.len());
        if let Some(frame) = self.frames.last_mut() {
            frame.run = Run { start, end };
        }
    }

    /// The decorators of the definition being visited.
    fn decorators(&self) -> Run {
        self.frames
            .iter()
            .rev()
            .nth(1)
            .filter(|frame| frame.kind == K::Decorated)
            .map_or_else(Run::default, |frame| frame.run)
    }

    fn function(&mut self, node: Node<'tree>) {
        let field = &GRAMMAR.field;
        let definition = |kind| matches!(kind, K::Function | K::Class | K::Lambda);
        let is_method = self
            .frames
            .iter()
            .rev()
            .skip(1)
            .find(|frame| definition(frame.kind))
            .is_some_and(|frame| frame.kind == K::Class);
        let parameters = self.parameters(node);
        let function = Function {
            span: span(node),
            name: self.field_span(node, field.name),
            body: self.field_span(node, field.body),
            parameters,
            decorators: self.decorators(),
            returns: node.child_by_field_id(field.return_type).map(span),
            is_async: self.slice(node).starts_with("async"),
            is_method,
            docstring: None,
            type_comment: false,
            is_generator: false,
            statements: 0,
            scope: self.scope,
        };
        self.facts.functions.push(function);
        self.became(self.facts.functions.len() - 1);
    }

    fn parameters(&mut self, node: Node<'_>) -> Run {
        let field = &GRAMMAR.field;
        let start = id(self.facts.parameters.len());
        for child in node
            .child_by_field_id(field.parameters)
            .into_iter()
            .flat_map(children)
        {
            let mut name = child;
            match GRAMMAR.kind(child) {
                K::Identifier | K::ListSplatPattern | K::DictSplatPattern | K::PatternList => {}
                K::TypedParameter => name = children(child).next().unwrap_or(child),
                K::DefaultParameter | K::TypedDefaultParameter => {
                    name = child.child_by_field_id(field.name).unwrap_or(child)
                }
                _ => continue,
            }
            let stars = match GRAMMAR.kind(name) {
                K::ListSplatPattern => 1,
                K::DictSplatPattern => 2,
                _ => 0,
            };
            let inner = if stars > 0 {
                children(name).next().unwrap_or(name)
            } else {
                name
            };
            let annotation = child.child_by_field_id(field.r#type).map(span);
            let default = child.child_by_field_id(field.value).map(value);
            self.facts.parameters.push(Parameter {
                name: span(inner),
                annotation,
                default,
                stars,
            });
        }
        Run {
            start,
            end: id(self.facts.parameters.len()),
        }
    }

    fn arguments(&mut self, list: Option<Node<'_>>) -> Run {
        let start = id(self.facts.arguments.len());
        match list {
            Some(list) if GRAMMAR.kind(list) == K::ArgumentList => {
                for child in children(list) {
                    let keyword = GRAMMAR.kind(child) == K::Keyword;
                    let name = if keyword {
                        child.child_by_field_id(GRAMMAR.field.name).map(span)
                    } else {
                        None
                    };
                    let of = if keyword {
                        child
                            .child_by_field_id(GRAMMAR.field.value)
                            .unwrap_or(child)
                    } else {
                        child
                    };
                    self.facts.arguments.push(Argument {
                        name,
                        value: value(of),
                    });
                }
            }
            Some(generator) => self.facts.arguments.push(Argument {
                name: None,
                value: value(generator),
            }),
            None => {}
        }
        Run {
            start,
            end: id(self.facts.arguments.len()),
        }
    }

    fn class(&mut self, node: Node<'tree>) {
        let field = &GRAMMAR.field;
        let bases = self.arguments(node.child_by_field_id(field.superclasses));
        let (name, body) = (
            self.field_span(node, field.name),
            self.field_span(node, field.body),
        );
        self.facts.classes.push(Class {
            span: span(node),
            name,
            body,
            bases,
            decorators: self.decorators(),
            docstring: None,
            scope: self.scope,
        });
        self.became(self.facts.classes.len() - 1);
    }

    fn call(&mut self, node: Node<'tree>) {
        let Some(function) = node.child_by_field_id(GRAMMAR.field.function) else {
            return;
        };
        let arguments = self.arguments(node.child_by_field_id(GRAMMAR.field.arguments));
        let (callee, object) = (span(bare(function)), value(base(function)));
        self.facts.calls.push(Call {
            span: span(node),
            callee,
            base: object,
            arguments,
            usage: self.usage(),
            scope: self.scope,
        });
    }

    fn assignment(&mut self, node: Node<'tree>, kind: K) {
        let field = &GRAMMAR.field;
        let Some(left) = node.child_by_field_id(field.left) else {
            return;
        };
        let annotation = node.child_by_field_id(field.r#type).map(span);
        let right = assigned(node);
        let augmented = kind == K::AugmentedAssignment;
        let scope = self.scope;
        if GRAMMAR.kind(left) != K::PatternList {
            let assignment = Assignment {
                span: span(node),
                target: value(left),
                annotation,
                value: right.map(value),
                augmented,
                unpacked: false,
                scope,
            };
            self.facts.assignments.push(assignment);
            return;
        }
        let targets: Vec<_> = children(left).collect();
        let parts: Vec<_> = right
            .filter(|right| matches!(GRAMMAR.kind(*right), K::ExpressionList | K::Tuple | K::List))
            .into_iter()
            .flat_map(children)
            .collect();
        let pairs = targets.len() == parts.len()
            && !targets
                .iter()
                .chain(&parts)
                .any(|part| value(*part).kind == ValueKind::Starred);
        for (at, target) in targets.iter().enumerate() {
            let own = if pairs { parts.get(at).copied() } else { right };
            let assignment = Assignment {
                span: span(node),
                target: value(*target),
                annotation,
                value: own.map(value),
                augmented,
                unpacked: !pairs,
                scope,
            };
            self.facts.assignments.push(assignment);
        }
    }

    fn walrus(&mut self, node: Node<'tree>) {
        let (Some(name), Some(right)) = (
            node.child_by_field_id(GRAMMAR.field.name),
            node.child_by_field_id(GRAMMAR.field.value),
        ) else {
            return;
        };
        let target = value(name);
        self.facts.assignments.push(Assignment {
            span: span(node),
            target,
            annotation: None,
            value: Some(value(right)),
            augmented: false,
            unpacked: false,
            scope: self.scope,
        });
    }

    fn subscript(&mut self, node: Node<'tree>) {
        let field = &GRAMMAR.field;
        let (Some(object), Some(index)) = (
            node.child_by_field_id(field.value),
            node.child_by_field_id(field.subscript),
        ) else {
            return;
        };
        let parent = self.frames.iter().rev().nth(1).map(|frame| frame.kind);
        let stored = match parent {
            Some(K::Assignment | K::AugmentedAssignment) => self.field == field.left,
            Some(K::Delete | K::PatternList) => true,
            _ => false,
        };
        self.facts.subscripts.push(Subscript {
            span: span(node),
            object: value(object),
            index: value(index),
            usage: self.usage(),
            stored,
            scope: self.scope,
        });
    }

    /// A dotted name that is read: not a callee, not the inside of a longer one, not a target.
    fn attribute(&mut self, node: Node<'tree>) {
        let field = &GRAMMAR.field;
        let parent = self.frames.iter().rev().nth(1).map(|frame| frame.kind);
        let skipped = match parent {
            Some(K::Call) => self.field == field.function,
            Some(K::Attribute) => true,
            Some(K::Assignment | K::AugmentedAssignment) => self.field == field.left,
            Some(K::Decorator) => true,
            _ => false,
        };
        if !skipped && GRAMMAR.kind(base(node)) == K::Identifier {
            self.facts.attributes.push(Attribute {
                span: span(node),
                usage: self.usage(),
                scope: self.scope,
            });
        }
    }

    fn handler(&mut self, node: Node<'tree>) {
        let field = &GRAMMAR.field;
        let Some(of_try) = self.frames.iter().rev().nth(1).and_then(|frame| frame.fact) else {
            return;
        };
        let block = children(node).find(|child| GRAMMAR.kind(*child) == K::Block);
        let first = node
            .child_by_field_id(field.value)
            .or_else(|| children(node).find(|child| GRAMMAR.kind(*child) != K::Block));
        // Older forms of the grammar hold `X as e` in one node.
        let (exception, alias) = match first {
            Some(pattern) if GRAMMAR.kind(pattern) == K::AsPattern => {
                let mut parts = children(pattern);
                (parts.next(), pattern.child_by_field_id(field.alias))
            }
            other => (other, node.child_by_field_id(field.alias)),
        };
        let name = alias.map(span);
        let handler = Handler {
            span: span(node),
            of_try,
            exception: exception.map(value),
            name,
            body: block.map_or_else(Span::default, span),
            steps: block.map(steps).unwrap_or_default(),
            scope: self.scope,
        };
        self.facts.handlers.push(handler);
        self.became(self.facts.handlers.len() - 1);
        self.facts.bindings.extend(name.map(|name| Binding {
            name,
            value: None,
            scope: self.scope,
        }));
    }

    fn raise(&mut self) {
        let mut around = self.scope.handler;
        while let Some(handler) = around.and_then(|at| self.facts.handlers.get_mut(at as usize)) {
            handler.steps.raises = true;
            around = handler.scope.handler;
        }
    }

    fn for_loop(&mut self, node: Node<'tree>) {
        let field = &GRAMMAR.field;
        let (Some(left), Some(right)) = (
            node.child_by_field_id(field.left),
            node.child_by_field_id(field.right),
        ) else {
            return;
        };
        let body = self.field_span(node, field.body);
        self.facts.loops.push(Loop {
            span: span(node),
            body,
            kind: LoopKind::For,
            over: value(right),
            target: Some(span(left)),
            scope: self.scope,
        });
        self.became(self.facts.loops.len() - 1);
        self.bind(left, Some(value(right)));
    }

    fn while_loop(&mut self, node: Node<'tree>) {
        self.condition(node);
        let Some(test) = node.child_by_field_id(GRAMMAR.field.condition) else {
            return;
        };
        let body = self.field_span(node, GRAMMAR.field.body);
        self.facts.loops.push(Loop {
            span: span(node),
            body,
            kind: LoopKind::While,
            over: value(test),
            target: None,
            scope: self.scope,
        });
        self.became(self.facts.loops.len() - 1);
    }

    fn comprehension(&mut self, node: Node<'tree>) {
        let field = &GRAMMAR.field;
        let whole = span(node);
        for clause in children(node).filter(|child| GRAMMAR.kind(*child) == K::ForIn) {
            let (Some(left), Some(right)) = (
                clause.child_by_field_id(field.left),
                clause.child_by_field_id(field.right),
            ) else {
                continue;
            };
            self.facts.loops.push(Loop {
                span: whole,
                body: whole,
                kind: LoopKind::Comprehension,
                over: value(right),
                target: Some(span(left)),
                scope: self.scope,
            });
            if self.frames.last().is_some_and(|frame| frame.fact.is_none()) {
                self.became(self.facts.loops.len() - 1);
            }
            self.bind(left, Some(value(right)));
        }
    }

    fn condition(&mut self, node: Node<'tree>) {
        let field = &GRAMMAR.field;
        let Some(test) = node.child_by_field_id(field.condition) else {
            return;
        };
        let body = node
            .child_by_field_id(field.consequence)
            .or_else(|| node.child_by_field_id(field.body));
        self.facts.conditions.push(Condition {
            test: value(test),
            body: body.map_or_else(Span::default, span),
            scope: self.scope,
        });
        if is_main_guard(self.slice(test)) {
            self.facts.main_guards.push(span(node));
        }
    }

    fn with_item(&mut self, node: Node<'tree>) {
        let Some(pattern) = node
            .child_by_field_id(GRAMMAR.field.value)
            .filter(|item| GRAMMAR.kind(*item) == K::AsPattern)
        else {
            return;
        };
        let mut parts = children(pattern);
        if let (Some(of), Some(target)) = (parts.next(), parts.next()) {
            self.bind(target, Some(value(of)));
        }
    }

    /// Binds the names of a target: one name, or those directly inside a tuple.
    fn bind(&mut self, target: Node<'_>, from: Option<Value>) {
        let scope = self.scope;
        let mut open = vec![target];
        while let Some(part) = open.pop() {
            match GRAMMAR.kind(part) {
                K::Identifier => self.facts.bindings.push(Binding {
                    name: span(part),
                    value: from,
                    scope,
                }),
                K::Attribute | K::Subscript | K::Call => {}
                _ => open.extend(children(part)),
            }
        }
    }

    fn string(&mut self, node: Node<'tree>, concatenated: bool) {
        if self
            .frames
            .iter()
            .rev()
            .nth(1)
            .is_some_and(|frame| frame.kind == K::ConcatenatedString)
        {
            return;
        }
        let (part_start, interpolation_start) = (
            id(self.facts.string_parts.len()),
            id(self.facts.interpolations.len()),
        );
        let (mut formatted, mut bytes, mut raw) = (false, false, true);
        let literals = if concatenated {
            children(node)
                .filter(|part| GRAMMAR.kind(*part) == K::String)
                .collect()
        } else {
            vec![node]
        };
        for literal in literals {
            let quotes = children(literal)
                .next()
                .map_or("", |start| self.slice(start))
                .to_ascii_lowercase();
            formatted |= quotes.contains('f') || quotes.contains('t');
            bytes |= quotes.contains('b');
            raw &= quotes.contains('r');
            let (mut start, mut end) = (literal.start_byte(), literal.end_byte());
            for part in children(literal) {
                match GRAMMAR.kind(part) {
                    K::StringStart => start = part.end_byte(),
                    K::StringEnd => end = part.start_byte(),
                    K::Interpolation => self.interpolation(part),
                    _ => {}
                }
            }
            self.facts
                .string_parts
                .push(Span::new(start, end.max(start)));
        }
        let parts = Run {
            start: part_start,
            end: id(self.facts.string_parts.len()),
        };
        let interpolations = Run {
            start: interpolation_start,
            end: id(self.facts.interpolations.len()),
        };
        let key = self.key();
        self.facts.strings.push(StringLiteral {
            span: span(node),
            parts,
            interpolations,
            formatted,
            bytes,
            raw,
            key,
            scope: self.scope,
        });
    }

    fn interpolation(&mut self, node: Node<'_>) {
        let Some(expression) = node.child_by_field_id(GRAMMAR.field.expression) else {
            return;
        };
        let after = self
            .text
            .get(expression.end_byte()..node.end_byte())
            .unwrap_or_default()
            .trim_start();
        let self_documenting = after.starts_with('=') && !after.starts_with("==");
        self.facts.interpolations.push(Interpolation {
            span: span(node),
            value: value(expression),
            self_documenting,
        });
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import java.util.List;
import java.util.Map;

/** The parts of a Jinja template, of those that chat templates are made of. */
sealed interface TemplateNode {
  // Statements.

  record Text(String text) implements TemplateNode {}

  record Out(TemplateNode value, int line) implements TemplateNode {}

  record Branch(TemplateNode condition, List<TemplateNode> body) {}

  record If(List<Branch> branches, List<TemplateNode> otherwise) implements TemplateNode {}

  /**
   * @param condition null for all
   */
  record For(
      List<String> names,
      TemplateNode in,
      TemplateNode condition,
      List<TemplateNode> body,
      List<TemplateNode> otherwise,
      int line)
      implements TemplateNode {}

  /**
   * @param attribute of a namespace; null for a variable
   * @param body in place of a value
   */
  record Set(
      List<String> names, String attribute, TemplateNode value, List<TemplateNode> body, int line)
      implements TemplateNode {}

  record Macro(
      String name, List<String> names, Map<String, TemplateNode> defaults, List<TemplateNode> body)
      implements TemplateNode {}

  record Jump(boolean ends) implements TemplateNode {}

  // Expressions.

  record Constant(Object value) implements TemplateNode {}

  record Name(String name) implements TemplateNode {}

  record Items(List<TemplateNode> items) implements TemplateNode {}

  record Pairs(Map<TemplateNode, TemplateNode> pairs) implements TemplateNode {}

  record Member(TemplateNode of, TemplateNode key, boolean dotted, int line)
      implements TemplateNode {}

  /** Bounds are null where they are left out. */
  record Slice(TemplateNode of, TemplateNode from, TemplateNode to, TemplateNode step, int line)
      implements TemplateNode {}

  record Call(
      TemplateNode function,
      List<TemplateNode> arguments,
      Map<String, TemplateNode> named,
      int line)
      implements TemplateNode {}

  record Filter(
      TemplateNode value,
      String name,
      List<TemplateNode> arguments,
      Map<String, TemplateNode> named,
      int line)
      implements TemplateNode {}

  record Test(TemplateNode value, String name, List<TemplateNode> arguments, int line)
      implements TemplateNode {}

  record Not(TemplateNode value) implements TemplateNode {}

  record Negative(TemplateNode value, int line) implements TemplateNode {}

  record Binary(String operator, TemplateNode left, TemplateNode right, int line)
      implements TemplateNode {}

  record Choice(TemplateNode condition, TemplateNode then, TemplateNode otherwise)
      implements TemplateNode {}
}

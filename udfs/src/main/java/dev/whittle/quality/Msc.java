// SPDX-License-Identifier: Apache-2.0
package dev.whittle.quality;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The top level of the Mathematics Subject Classification (MSC 2020, AMS and zbMATH), which domains
 * are mapped to. What schools teach below these fields, arithmetic and word problems, is class 97.
 */
public enum Msc {
  M00("general", "General and overarching topics"),
  M01("history", "History and biography"),
  M03("logic", "Mathematical logic and foundations"),
  M05("combinatorics", "Combinatorics"),
  M06("order", "Order, lattices, ordered algebraic structures"),
  M08("general-algebra", "General algebraic systems"),
  M11("number-theory", "Number theory"),
  M12("polynomials", "Field theory and polynomials"),
  M13("commutative-algebra", "Commutative algebra"),
  M14("algebraic-geometry", "Algebraic geometry"),
  M15("linear-algebra", "Linear and multilinear algebra; matrix theory"),
  M16("associative-algebras", "Associative rings and algebras"),
  M17("nonassociative-algebras", "Nonassociative rings and algebras"),
  M18("categories", "Category theory; homological algebra"),
  M19("k-theory", "K-theory"),
  M20("group-theory", "Group theory and generalizations"),
  M22("lie-groups", "Topological groups, Lie groups"),
  M26("real-functions", "Real functions"),
  M28("measure", "Measure and integration"),
  M30("complex-functions", "Functions of a complex variable"),
  M31("potential-theory", "Potential theory"),
  M32("several-complex-variables", "Several complex variables and analytic spaces"),
  M33("special-functions", "Special functions"),
  M34("ordinary-differential-equations", "Ordinary differential equations"),
  M35("partial-differential-equations", "Partial differential equations"),
  M37("dynamical-systems", "Dynamical systems and ergodic theory"),
  M39("functional-equations", "Difference and functional equations"),
  M40("sequences-series", "Sequences, series, summability"),
  M41("approximations", "Approximations and expansions"),
  M42("harmonic-analysis", "Harmonic analysis on Euclidean spaces"),
  M43("abstract-harmonic-analysis", "Abstract harmonic analysis"),
  M44("integral-transforms", "Integral transforms, operational calculus"),
  M45("integral-equations", "Integral equations"),
  M46("functional-analysis", "Functional analysis"),
  M47("operator-theory", "Operator theory"),
  M49("optimization", "Calculus of variations and optimal control; optimization"),
  M51("geometry", "Geometry"),
  M52("discrete-geometry", "Convex and discrete geometry"),
  M53("differential-geometry", "Differential geometry"),
  M54("topology", "General topology"),
  M55("algebraic-topology", "Algebraic topology"),
  M57("manifolds", "Manifolds and cell complexes"),
  M58("global-analysis", "Global analysis, analysis on manifolds"),
  M60("probability", "Probability theory and stochastic processes"),
  M62("statistics", "Statistics"),
  M65("numerical-analysis", "Numerical analysis"),
  M68("computer-science", "Computer science"),
  M70("mechanics", "Mechanics of particles and systems"),
  M74("solids", "Mechanics of deformable solids"),
  M76("fluids", "Fluid mechanics"),
  M78("optics-electromagnetism", "Optics, electromagnetic theory"),
  M80("thermodynamics", "Classical thermodynamics, heat transfer"),
  M81("quantum-theory", "Quantum theory"),
  M82("statistical-mechanics", "Statistical mechanics, structure of matter"),
  M83("relativity", "Relativity and gravitational theory"),
  M85("astronomy", "Astronomy and astrophysics"),
  M86("geophysics", "Geophysics"),
  M90("operations-research", "Operations research, mathematical programming"),
  M91("games-economics", "Game theory, economics, social and behavioral sciences"),
  M92("biology", "Biology and other natural sciences"),
  M93("control", "Systems theory; control"),
  M94("information", "Information and communication, circuits"),
  M97("elementary", "Mathematics education: the arithmetic and word problems of schools");

  private final String group;
  private final String title;

  Msc(String group, String title) {
    this.group = group;
    this.title = title;
  }

  /** Its two digits. */
  public String code() {
    return name().substring(1);
  }

  /** Its short name, which quotas of the core set use. */
  public String group() {
    return group;
  }

  /** What the classification calls it. */
  public String title() {
    return title;
  }

  /** The class with these two digits, if there is one. */
  public static Optional<Msc> of(String code) {
    return Arrays.stream(values()).filter(msc -> msc.code().equals(code)).findFirst();
  }

  /** All codes, in order. */
  public static List<String> codes() {
    return Arrays.stream(values()).map(Msc::code).toList();
  }
}

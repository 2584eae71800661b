// Model card: what an analysis is, what it learns from and refuses, and how well it did, in words
// that may be handed to anybody.
#pragma once

#include <string>
#include <vector>

#include "base/bilingual.h"
#include "base/instant.h"
#include "patterns/guards/learning_filter.h"

namespace anlan::patterns {

/// A setting as it was used: its name in the settings and its value in text.
struct CardSetting {
  std::string name;
  std::string value;
};

/// One number of the evaluation, with how sure it is.
struct CardFigure {
  Bilingual name;
  std::string value;
  std::string interval;  ///< such as "1.4 to 2.2 (90 %)"; may be empty
};

/// After Mitchell et al. (2019), for analyses of places and times.
struct ModelCard {
  Bilingual name;
  Bilingual purpose;               ///< the question it answers, and for whom
  std::string method;              ///< the page of docs/methods, such as "seasons"
  std::string engine;              ///< version of what computes
  std::vector<Bilingual> learns;   ///< what it learns from
  std::vector<Bilingual> refuses;  ///< what it never learns from or says
  std::vector<CardSetting> settings;
  Day first;  ///< of the days it learnt from
  Day last;
  LearningCounts counts;
  std::vector<CardFigure> figures;  ///< of the evaluation
  std::vector<Bilingual> limits;
  Day made_on;
};

/// What every analysis of this product refuses (docs/boundaries.md), to begin `refuses` with.
std::vector<Bilingual> standing_refusals();

enum class CardLanguage { en, zh };
enum class CardFormat { text, markdown };

/// The card as a page, ending in a new line. Values stay one line each, and in Markdown nothing in
/// them is taken for markup. Throws Problem (invalid, "guards.card") with every field that a card
/// must not leave empty: name, purpose, method, engine, learns, refuses, limits (each in both
/// languages), and days in order. A card without figures says that it was not evaluated.
std::string render(const ModelCard& card, CardLanguage language, CardFormat format);

}  // namespace anlan::patterns

#include "patterns/hotspots/neighbours.h"

#include <algorithm>
#include <cmath>

#include "base/problem.h"

namespace anlan::patterns {

Neighbours queen_neighbours(std::uint32_t columns, std::uint32_t rows, bool with_self) {
  Neighbours result{.begin = {0}};
  for (std::uint32_t row = 0; row < rows; ++row) {
    for (std::uint32_t column = 0; column < columns; ++column) {
      for (auto r = row == 0 ? 0 : row - 1; r <= std::min(row + 1, rows - 1); ++r) {
        for (auto c = column == 0 ? 0 : column - 1; c <= std::min(column + 1, columns - 1); ++c) {
          if (with_self || r != row || c != column) result.others.push_back(r * columns + c);
        }
      }
      result.begin.push_back(static_cast<std::uint32_t>(result.others.size()));
    }
  }
  result.weights.assign(result.others.size(), 1.0);
  return result;
}

Neighbours distance_neighbours(std::span<const PlanePoint> points, double metres, bool with_self) {
  Neighbours result{.begin = {0}};
  for (std::uint32_t i = 0; i < points.size(); ++i) {
    for (std::uint32_t j = 0; j < points.size(); ++j) {
      if (i == j && !with_self) continue;
      if (std::hypot(points[i].x - points[j].x, points[i].y - points[j].y) <= metres) {
        result.others.push_back(j);
      }
    }
    result.begin.push_back(static_cast<std::uint32_t>(result.others.size()));
  }
  result.weights.assign(result.others.size(), 1.0);
  return result;
}

Neighbours listed_neighbours(const std::vector<std::vector<std::uint32_t>>& lists) {
  Neighbours result{.begin = {0}};
  for (const auto& list : lists) {
    for (const auto other : list) {
      if (other >= lists.size()) {
        throw Problem::invalid("hotspots.neighbours",
                               "A list of neighbours names an area that is not there.");
      }
      result.others.push_back(other);
    }
    result.begin.push_back(static_cast<std::uint32_t>(result.others.size()));
  }
  result.weights.assign(result.others.size(), 1.0);
  return result;
}

Neighbours row_standardised(Neighbours neighbours) {
  for (std::size_t i = 0; i < neighbours.areas(); ++i) {
    const auto row =
        std::span(neighbours.weights)
            .subspan(neighbours.begin[i], neighbours.begin[i + 1] - neighbours.begin[i]);
    double sum = 0;
    for (const double weight : row) sum += weight;
    for (double& weight : row) weight /= sum;
  }
  return neighbours;
}

}  // namespace anlan::patterns
